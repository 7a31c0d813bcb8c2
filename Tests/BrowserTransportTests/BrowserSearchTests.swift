import Testing

@testable import BrowserTransport

@Suite("Which browser is started")
struct BrowserSearchTests {
    private static let url = "http://127.0.0.1:40000/start/x"

    /// What would be run for `BROWSER`, each command with its arguments.
    private func commands(
        _ variables: [String: String], files: Set<String> = []
    ) -> [[String]] {
        BrowserSearch(variable: { variables[$0] }, isExecutable: { files.contains($0) })
            .commands.map { [$0.program] + $0.arguments(opening: Self.url) }
    }

    private static let edge = "/mnt/c/Program Files (x86)/Microsoft/Edge/msedge.exe"

    @Test(arguments: [
        ("firefox", [["firefox", url]]),
        ("firefox:chromium", [["firefox", url], ["chromium", url]]),
        ("firefox %s", [["firefox", url]]),
        ("firefox --new-window %s -P x", [["firefox", "--new-window", url, "-P", "x"]]),
        ("chromium --app=%s", [["chromium", "--app=" + url]]),
        ("x %s %s", [["x", url, url]]),
        ("x %%s 100%% %d %", [["x", "%s", "100%", "%d", "%", url]]),
        ("x '%s'", [["x", url]]),
        ("'my browser' -x", [["my browser", "-x", url]]),
        (
            #"/opt/my\ browser "a b" 'c\d' "e\"f\g" h\"i"#,
            [["/opt/my browser", "a b", #"c\d"#, #"e"f\g"#, "h\"i", url]]
        ),
        ("x '' \"\"", [["x", "", "", url]]),
        ("firefox %s &", [["firefox", url]]),
        (
            "x $(reboot) `reboot` ; reboot | y > z",
            [["x", "$(reboot)", "`reboot`", ";", "reboot", "|", "y", ">", "z", url]]
        ),
        ("", []), (":", []), (" : ", []),
        ("x 'open:y", [["y", url]]),
        (#"x \"#, []),
        (edge, [[edge, url]]),
        (edge + ":firefox", [[edge, url], ["firefox", url]]),
        (
            #"C:\Program Files\Mozilla Firefox\firefox.exe"#,
            [["/mnt/c/Program Files/Mozilla Firefox/firefox.exe", url]]
        ),
        (#"w3m:d:/b/b.exe:x"#, [["w3m", url], ["/mnt/d/b/b.exe", url], ["x", url]]),
        ("x:y:/usr/bin/z", [["x", url], ["/mnt/y/usr/bin/z", url]]),
    ])
    func `BROWSER is read as Python and Debian read it`(_ value: String, _ expected: [[String]]) {
        #expect(commands(["BROWSER": value], files: [Self.edge]) == expected)
    }

    @Test func `the URL is one argument, whatever is in it`() {
        let url = "http://x/?a=b&c='d' $(e) %s"
        #expect(BrowserCommand("x", ["--app=%s"]).arguments(opening: url) == ["--app=" + url])
        #expect(BrowserCommand("x").arguments(opening: url) == [url])
    }

    @Test func `what the system has comes after BROWSER`() {
        let all = ["BROWSER": "b", "DISPLAY": ":0", "WAYLAND_DISPLAY": "w", "WSL_DISTRO_NAME": "Debian"]
        #expect(commands(all).map(\.first) == ["b", "xdg-open", "wslview"])
        #expect(commands(["WAYLAND_DISPLAY": "wayland-0"]).map(\.first) == ["xdg-open"])
        #expect(commands(["WSL_INTEROP": "/run/x"]).map(\.first) == ["wslview"])
        #expect(commands(["DISPLAY": "", "BROWSER": ""]) == [])
    }

    @Test(arguments: [
        (["BROWSER": "x"], true), (["DISPLAY": ":0"], true), (["WAYLAND_DISPLAY": "w"], true),
        (["WSL_DISTRO_NAME": "Debian"], true), ([:], false), (["BROWSER": ":"], false),
        (["DISPLAY": "localhost:10", "SSH_CONNECTION": "1 2 3 4"], false),
        (["BROWSER": "x", "SSH_TTY": "/dev/pts/1"], false),
        (["DISPLAY": ":0", "SSH_CLIENT": "1 2 3"], false), (["DISPLAY": ":0", "SSH_TTY": ""], true),
    ])
    func `a browser is near where there is one and no ssh session`(_ variables: [String: String], _ expected: Bool) {
        let search = BrowserSearch(variable: { variables[$0] }, isExecutable: { _ in false })
        #expect(search.isNear == expected)
    }
}
