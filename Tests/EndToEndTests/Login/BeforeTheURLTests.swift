import FoundationEssentials
import Glibc
import SignInSandbox
import Testing

/// A person goes to the browser only where the way to the service is there as far as this machine can tell.
@Suite("before the URL")
struct BeforeTheURLTests {
    private static let login = ["login", "--profile", "dev", "--region", "eu-west-1", "--no-wait"]

    @Test(arguments: ["variable", "profile", "flag"], ["missing", "empty", "text", "a directory"])
    func `a CA bundle that is none is named`(_ source: String, _ what: String) async throws {
        let machine = try await Machine()
        let path = "\(machine.home)/authority.pem"
        let reason: String
        switch what {
        case "empty": (reason, _) = ("it is empty", try machine.write("", to: path))
        case "text":
            let text = "-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n"
            (reason, _) = ("it contains no certificate", try machine.write(text, to: path))
        case "a directory": (reason, _) = ("Is a directory", try machine.write("", to: "\(path)/file"))
        default: reason = "No such file or directory"
        }
        if source == "profile" { try machine.write("[profile dev]\nca_bundle = \(path)\n", to: machine.configPath) }

        let refused = try await machine.farsign(
            Self.login + (source == "flag" ? ["--ca-bundle", path] : []),
            environment: source == "variable" ? ["AWS_CA_BUNDLE": path] : [:])

        #expect(refused.status == 5)
        #expect(refused.answer == "")
        #expect(refused.notices.contains("the CA bundle \(path) cannot be used: \(reason)"), "\(refused.notices)")
        #expect(!FileManager.default.fileExists(atPath: "\(machine.statePath)/pending"))
    }

    /// The port of a listener that is gone.
    @Test func `a dead proxy is named, and one that is not for the host is not asked`() async throws {
        let machine = try await Machine()
        let environment = [
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true", "https_proxy": "http://me:secret@127.0.0.1:1",
        ]

        let refused = try await machine.farsign(Self.login, environment: environment)
        let offered = try await machine.farsign(
            Self.login, environment: environment.merging(["no_proxy": "amazonaws.com, .aws.amazon.com"]) { $1 })
        let local = try await machine.farsign(Self.login, environment: ["https_proxy": "http://127.0.0.1:1"])

        #expect(refused.status == 6)
        #expect(refused.answer == "")
        #expect(
            refused.notices.hasPrefix(
                "farsign: error: no connection to the proxy http://127.0.0.1:1 (https_proxy): connection refused\n"),
            "\(refused.notices)")
        #expect(!refused.notices.contains("secret"))
        #expect(offered.status == 0, "\(offered.notices)")
        #expect(local.status == 0, "\(local.notices)")
    }

    @Test func `the exchange leaves no TLS keys where SSLKEYLOGFILE asks for them`() async throws {
        let machine = try await Machine()
        let host = "eu-west-1.signin.aws.amazon.com"
        let front = try await TLSFront(machine, for: [host])
        let log = "\(machine.home)/keys"
        let environment = front.environment(["AWS_CA_BUNDLE": front.authority, "SSLKEYLOGFILE": log])
        let offered = try await machine.offer(region: "eu-west-1", environment: environment)

        let submitted = try await machine.farsign(
            ["submit"], input: machine.sandbox.signIn(at: offered.url), environment: environment)

        #expect(submitted.status == 0, "\(submitted.notices)")
        #expect(try front.hosts == ["\(host):443", "eu-west-1.oauth.signin.aws:443"])
        #expect(!FileManager.default.fileExists(atPath: log))
    }
}
