/// moto's STS, which knows AssumeRole: for role chaining.
final class RoleServer: Sendable {
    let endpoint: String
    private let server: RunningProgram

    /// What sends a tool's AssumeRole here.
    var environment: [String: String] { ["AWS_ENDPOINT_URL_STS": endpoint] }

    init(for machine: Machine) async throws {
        server = try RunningProgram(
            Client.moto, ["-m", "moto.server", "-H", "127.0.0.1", "-p", "0"], input: .file("/dev/null"),
            environment: machine.environment(["PYTHONUNBUFFERED": "1"]))
        var line = ""
        while !line.contains("Running on http://") { line = try await server.notice() }
        guard let url = line.split(separator: " ").last else { throw MachineError(line) }
        endpoint = String(url)
    }
}
