import Testing

@Suite("the farsign-relay binary")
struct RelayBinaryTests {
    @Test func `the farsign-relay binary links neither libcurl nor SQLite`() async throws {
        let machine = try await Machine()
        let linked = try await machine.run("/usr/bin/ldd", [Machine.relay])
        #expect(linked.answer.contains("libc.so"))
        for library in ["curl", "sqlite"] { #expect(!linked.answer.contains(library), "\(linked.answer)") }
    }

    @Test func `the farsign-relay binary holds no code that knows a token, a ledger or a key`() async throws {
        let machine = try await Machine()
        func holds(_ module: String) async throws -> Bool {
            // A module's name, after its length, starts the names of what is in it.
            try await machine.run("/bin/grep", ["-qaF", "$s\(module.utf8.count)\(module)", Machine.relay]).status == 0
        }
        #expect(try await holds("RelayTransport"))
        for module in ["FarsignCore", "Broker", "CurlTransport", "SessionStore", "FarsignCLI", "Crypto"] {
            #expect(try await !holds(module), "\(module)")
        }
        let opened = try await machine.run("/bin/grep", ["-qaE", "libcurl|libsqlite", Machine.relay])
        #expect(opened.status == 1)
    }
}
