import TestSupport
import Testing

/// A person copies what a hint says into a shell.
@Suite("a hint that is copied")
struct HintTests {
    static let profiles = [
        "$(touch HIT)", "`touch HIT`", "a;touch HIT", "it's; touch HIT", "a b", "a\nb", "'\n$(touch HIT)'", "\u{202E}a",
        "\u{1B}]0;a\u{7}$(touch HIT)", "\"$(touch HIT)\"", "a\\", "!!", "*", "#a", "~", "-x y", "ü",
    ]
    private let machine: Machine

    init() async throws {
        machine = try await Machine()
        // In place of farsign: tells its arguments, each with a line break and a mark after it.
        _ = try await machine.run("/bin/mkdir", ["\(machine.home)/bin"])
        try await writeScript("#!/bin/sh\nprintf '%s\\n|' \"$@\"\n", to: "\(machine.home)/bin/farsign")
    }

    @Test(arguments: profiles)
    func `a copied hint gives the profile's name to farsign, and runs nothing else`(_ profile: String) async throws {
        let refused = try await machine.farsign(["credentials", "--profile=\(profile)"])
        let hint = try #require(refused.notices.firstMatch(of: /hint: run:? '?(farsign login .*)\n/)).1
        // Without the quotation marks of the sentence.
        let command = refused.notices.contains("hint: run '") ? hint.dropLast() : hint

        let ran = try await machine.run(
            "/bin/bash", ["-c", String(command)], environment: ["PATH": "\(machine.home)/bin:/usr/bin:/bin"])

        #expect(refused.status == 3)
        #expect(ran.answer == "login\n|--profile\n|\(profile)\n|")
        #expect(!(try await machine.run("/bin/ls", [machine.home]).answer.contains("HIT")))
    }

    /// dash knows no `$'…'`: the name is another then, and still one word.
    @Test(arguments: profiles)
    func `a copied hint runs nothing else in dash either`(_ profile: String) async throws {
        let refused = try await machine.farsign(["credentials", "--profile=\(profile)"])
        let hint = try #require(refused.notices.firstMatch(of: /hint: run:? '?(farsign login .*)\n/)).1
        let command = refused.notices.contains("hint: run '") ? hint.dropLast() : hint

        let ran = try await machine.run(
            "/bin/dash", ["-c", String(command)], environment: ["PATH": "\(machine.home)/bin:/usr/bin:/bin"])

        #expect(ran.answer.hasPrefix("login\n|--profile\n|"))
        #expect(ran.answer.split(separator: "|", omittingEmptySubsequences: false).count == 4)
        #expect(!(try await machine.run("/bin/ls", [machine.home]).answer.contains("HIT")))
    }
}
