import SignInSandbox

/// The AWS tools that `scripts/setup` installs, by their full paths: another `aws` may come first.
enum Client {
    /// Debian's, 2.9.19.
    static let awscli = "/usr/bin/aws"
    /// The AWS CLI as it is released, 2.38.5.
    static let releasedAWSCLI = "\(packageDirectory)/.venv/awscli-2/dist/aws"
    /// boto3 1.40.76, from before SDKs knew `login_session`.
    static let oldBoto3 = venv("boto3-1.40")
    /// boto3 of today, with `botocore[crt]`.
    static let boto3 = venv("boto3-current")
    static let moto = venv("moto")
    /// DuckDB, and what checks shipped objects.
    static let fleet = venv("fleet")

    private static func venv(_ name: String) -> String {
        "\(packageDirectory)/.venv/\(name)/bin/python"
    }
}

/// `…/Tests/EndToEndTests/Support/Clients.swift`, less the last four.
let packageDirectory = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")

extension Machine {
    /// The ARN that STS, which is the sandbox's, gives for a profile's credentials.
    func identity(in python: String, profile: String, environment: [String: String] = [:]) async throws -> Outcome {
        let program = """
            import boto3, sys
            sts = boto3.Session(profile_name=sys.argv[1]).client("sts", endpoint_url=sys.argv[2])
            sys.stdout.write(sts.get_caller_identity()["Arn"])
            """
        return try await run(python, ["-c", program, profile, sandbox.endpoint], environment: environment)
    }
}
