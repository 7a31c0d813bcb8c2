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
}
