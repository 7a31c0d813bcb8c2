import SignInSandbox
import Testing

@Suite("files to deploy")
struct DeployedFilesTests {
    private let machine: Machine

    init() async throws {
        machine = try await Machine()
    }

    @Test func `sshd takes its snippet, which lets sockets be replaced and FARSIGN_RELAY in`() async throws {
        SSHDaemon.makeRunDirectory()
        try await machine.makeKey("\(machine.home)/host")
        let snippet = "\(packageDirectory)/deploy/ssh/sshd_config.d/farsign.conf"
        try machine.write(
            "HostKey \(machine.home)/host\nInclude \(snippet)\n", to: "\(machine.home)/sshd_config")
        let read = try await machine.run("/usr/sbin/sshd", ["-T", "-f", "\(machine.home)/sshd_config"])

        #expect(read.status == 0, "\(read.notices)")
        #expect(read.notices == "")
        let settings = read.answer.split(separator: "\n")
        #expect(settings.contains("streamlocalbindunlink yes"))
        #expect(settings.contains("acceptenv FARSIGN_RELAY"))
    }

    @Test(arguments: [
        (
            "web1",
            [
                "localforward /home/you/.farsign-relay/web1.sock /run/user/1000/farsign/relay.sock",
                "streamlocalbindunlink yes",
            ]
        ),
        (
            "web2",
            [
                "remoteforward /run/user/1000/farsign-relay.sock /home/you/.farsign-relay/relay.sock",
                "setenv FARSIGN_RELAY=/run/user/1000/farsign-relay.sock",
            ]
        ),
    ])
    func `ssh takes the example for each way`(_ host: String, _ expected: [String]) async throws {
        let read = try await machine.run(
            "/usr/bin/ssh", ["-G", "-F", "\(packageDirectory)/deploy/ssh/config", host])

        #expect(read.status == 0, "\(read.notices)")
        let settings = read.answer.split(separator: "\n").map(String.init)
        #expect(expected.filter { !settings.contains($0) } == [])
    }
}
