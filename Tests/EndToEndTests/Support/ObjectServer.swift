import FoundationEssentials
import Testing

/// moto's S3, with a bucket.
///
/// It honours `If-None-Match: *` and answers 412; it takes any credentials.
final class ObjectServer: Sendable {
    static let bucket = "history"

    let endpoint: String
    private let server: RunningProgram
    private let machine: Machine

    /// What sends a tool's requests here.
    var environment: [String: String] {
        [
            "AWS_ENDPOINT_URL_S3": endpoint, "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG", "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
        ]
    }

    init(for machine: Machine) async throws {
        self.machine = machine
        server = try RunningProgram(
            Client.moto, ["-m", "moto.server", "-H", "127.0.0.1", "-p", "0"], input: .file("/dev/null"),
            environment: machine.environment(["PYTHONUNBUFFERED": "1"]))
        var line = ""
        while !line.contains("Running on http://") { line = try await server.notice() }
        guard let url = line.split(separator: " ").last else { throw MachineError(line) }
        endpoint = String(url)
        _ = try await run("s3.create_bucket(Bucket=bucket)")
    }

    /// Runs Python with boto3's client `s3`, the bucket's name `bucket`, and `arguments`.
    func run(_ program: String, _ arguments: [String] = []) async throws -> String {
        let before = """
            import boto3, sys, gzip, json, hashlib
            s3 = boto3.client("s3", endpoint_url="\(endpoint)"); bucket = "\(Self.bucket)"; arguments = sys.argv[1:]

            """
        let ran = try await machine.run(
            Client.boto3, ["-c", before + program] + arguments, environment: environment)
        guard ran.status == 0 else { throw MachineError(ran.notices) }
        return ran.answer
    }

    func names() async throws -> [String] {
        try await run("print('\\n'.join(o['Key'] for o in s3.list_objects_v2(Bucket=bucket).get('Contents', [])))")
            .split(separator: "\n").map(String.init)
    }
}
