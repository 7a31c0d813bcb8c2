import History
import Testing
import Text

@Suite("log daemons as destinations")
struct LogDestinationTests {
    @Test(
        arguments: [
            ("syslog", "syslog:/dev/log"), ("journald", "journald:/run/systemd/journal/socket"),
            ("syslog:/run/farsign-log/socket", "syslog:/run/farsign-log/socket"), ("journald:/x:y", "journald:/x:y"),
        ])
    func `a word names a daemon and its socket`(_ text: String, _ name: String) throws {
        #expect(try LogDestination(text)?.name == name)
        #expect(LogDestination.isName(name))
    }

    @Test(arguments: ["s3://bucket/x", "/syslog", "./syslog", "Syslog", "syslog/x", "file:///syslog", "", "syslogs"])
    func `any other text is another place`(_ text: String) throws {
        #expect(try LogDestination(text) == nil)
        #expect(!LogDestination.isName("/\(text)"))
    }

    @Test(arguments: ["syslog:", "journald:"])
    func `a socket without a path is no place`(_ text: String) {
        #expect(throws: ShippingError.self) { try LogDestination(text) }
    }

    @Test(
        arguments: [
            ("/run/systemd/journal/dev-log", "journald:/run/systemd/journal/socket"),
            ("/run/systemd/journal.tenant/dev-log", "journald:/run/systemd/journal.tenant/socket"),
            // rsyslog's own socket, to which journald forwards.
            ("/run/systemd/journal/syslog", "syslog:/dev/log"), ("/dev/log", "syslog:/dev/log"),
            ("/run/systemd/journalx/dev-log", "syslog:/dev/log"), ("/home/dev-log", "syslog:/dev/log"),
        ])
    func `where syslog's socket is journald's, fields go to journald`(_ file: String, _ name: String) {
        #expect(LogDestination(.syslog, path: "/dev/log").leading(to: file).name == name)
    }
}
