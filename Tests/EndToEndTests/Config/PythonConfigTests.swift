import FarsignCore
import FoundationEssentials
import Glibc
import Session
import SignIn
import TestSupport
import Testing
import Text

/// Our reading of the AWS tools' files beside botocore's own, on files of every kind.
@Suite("config files as the Python tools read them")
struct PythonConfigTests {
    @Test func `ten thousand generated files are read as botocore reads them`() async throws {
        let files = try await Self.generated(5_000, seed: 8)
        let theirs = try await Botocore.read(files.map { [$0.config.bytes, $0.credentials.bytes] })
        let (different, unreadable) = try await blocking {
            let different = zip(files, theirs).first { file, theirs in
                [Self.ours(file.config), Self.ours(file.credentials)] != theirs
            }
            return (different, theirs.count { $0[0] == .null })
        }
        #expect(different == nil, "\(different.map { "\($0.0): \(Self.ours($0.0.config).canonical)" } ?? "")")
        // The comparison is about files of both kinds.
        #expect((1_000...4_000).contains(unreadable))
    }

    /// The promise of the check before the URL, with botocore as its judge.
    @Test(arguments: [("credential_process", "login_session"), ("login_session", "credential_process")])
    func `a profile that may be signed in has our credentials for botocore, and no others`(
        _ key: String, _ other: String
    ) async throws {
        let files = try await Self.generated(3_000, seed: 9)
        let plan = ProfilePlan(profile: "dev", key: key, value: "/usr/bin/farsign credentials", removing: other)
        let accepted = try await blocking {
            try files.compactMap { file -> Accepted? in
                let warnings = try? plan.check(file.config, file.credentials, paths: ("config", "credentials"))
                return try warnings.map {
                    Accepted(files: file, written: try plan.applied(to: file.config), warnings: $0.count)
                }
            }
        }
        let theirs = try await Botocore.read(
            accepted.map { [$0.files.config.bytes, $0.files.credentials.bytes, $0.written.bytes] })
        let (broken, clean) = try await blocking {
            let broken = try zip(accepted, theirs).first { try !$0.isKept(plan, by: $1) }
            return (broken, accepted.count { $0.warnings == 0 })
        }
        #expect(broken == nil, "\(broken.map { "\($0.0.files)" } ?? "")")
        #expect(clean > 150)
    }

    private static func generated(_ count: Int, seed: UInt64) async throws -> [GeneratedFiles] {
        try await blocking {
            var generator = Seeded(seed)
            return (0..<count).map { _ in GeneratedFiles(using: &generator) }
        }
    }

    /// A profile of files that would be signed in, as it would be written.
    private struct Accepted {
        let files: GeneratedFiles
        let written: AWSConfigFile
        let warnings: Int

        /// - Parameter theirs: what botocore sees before, in the credentials file, and after.
        func isKept(_ plan: ProfilePlan, by theirs: [JSONValue]) throws -> Bool {
            guard warnings == theirs[0...1].count(where: { $0 == .null }),
                written.value(plan.key, in: plan.profile) == plan.value
            else { return false }
            guard warnings == 0 else { return true }
            // As botocore's Session.full_config merges the two.
            var merged = try theirs[2][plan.profile]?.members() ?? [:]
            merged.merge(try theirs[1][plan.profile]?.members() ?? [:]) { $1 }
            return merged.filter { credentialKeys.contains($0.key) } == [plan.key: .string(plan.value)]
        }
    }

    private static let credentialKeys: Set = [
        "aws_access_key_id", "aws_secret_access_key", "role_arn", "credential_process", "login_session",
    ]

    private static func ours(_ file: AWSConfigFile) -> JSONValue {
        guard let config = try? PythonConfig(file) else { return .null }
        let profiles = config.names.map { name in
            let options = config.keys(in: name).compactMap { key in
                config.value(key, in: name).map { (JSONName(key), $0.json) }
            }
            return (JSONName(name), JSONValue.object(Dictionary(uniqueKeysWithValues: options)))
        }
        return .object(Dictionary(uniqueKeysWithValues: profiles))
    }
}

extension PythonConfig.Value {
    fileprivate var json: JSONValue {
        switch self {
        case .text(let text): .string(text)
        case .nested(let members):
            .object(Dictionary(uniqueKeysWithValues: members.map { (JSONName($0.key), .string($0.value)) }))
        }
    }
}

extension JSONValue {
    fileprivate func members() throws -> [String: JSONValue] {
        guard case .object(let members) = self else { throw MachineError("not an object: \(canonical)") }
        return Dictionary(uniqueKeysWithValues: members.map { ($0.key.text, $0.value) })
    }
}

/// botocore's readers, in one process.
private enum Botocore {
    /// For each row the first file as a config, the second as shared credentials, a third as a config; null for one
    /// that it cannot read.
    static func read(_ rows: [[[UInt8]]]) async throws -> [[JSONValue]] {
        let machine = try await Machine()
        let path = "\(machine.home)/rows"
        let lines = rows.map { $0.map { Data($0).base64EncodedString() }.joined(separator: " ") }
        try machine.write(lines.joined(separator: "\n"), to: path)
        let outcome = try await machine.run(Client.boto3, ["-c", source, path])
        guard outcome.status == 0 else { throw MachineError(outcome.notices) }
        return try outcome.lines.map { try $0.array }
    }

    private static let source = """
        import base64, json, os, sys
        from botocore.configloader import load_config, raw_config_parse
        from botocore.exceptions import ConfigParseError
        file = os.memfd_create("config")
        path = f"/proc/self/fd/{file}"
        def read(text, is_credentials):
            os.ftruncate(file, 0)
            os.pwrite(file, base64.b64decode(text), 0)
            try:
                return raw_config_parse(path) if is_credentials else load_config(path)["profiles"]
            except ConfigParseError:
                return None
        with open(sys.argv[1]) as rows:
            for row in rows.read().split("\\n"):
                print(json.dumps([read(text, place == 1) for place, text in enumerate(row.split(" "))]))
        """
}

/// A config and a shared credentials file: some as people write them, some as nobody should.
private struct GeneratedFiles: Sendable, CustomStringConvertible {
    let config: AWSConfigFile
    let credentials: AWSConfigFile

    init(using generator: inout Seeded) {
        let isWild = Int.random(in: 0..<3, using: &generator) == 0
        config = AWSConfigFile(Self.bytes(Self.configHeaders, isWild, using: &generator), style: .config)
        let isAlsoWild = Int.random(in: 0..<6, using: &generator) == 0
        credentials = AWSConfigFile(
            Self.bytes(Self.credentialsHeaders, isAlsoWild, using: &generator), style: .credentials)
    }

    var description: String {
        "\(String(decoding: config.bytes, as: UTF8.self).debugDescription) and "
            + String(decoding: credentials.bytes, as: UTF8.self).debugDescription
    }

    private static let configHeaders = [
        "[profile dev]", "[profile dev]", "[profile \"dev\"]", "[default]", "[profile other]", "[profile default]",
        "[profile dev] # comment", "[profile  dev]", "[profile\tdev]", "[ profile dev ]", "[profile dev]]",
        "[profiles dev]", "[profile 'a b'] ; x", "[profile d\\ev]", "[profile dev] [x]", "[DEFAULT]", "[services s]",
        "[profile \u{FC}]", "[dev]", "[profile d'e'\"v\"]", "[profile a\u{A0}b]", "[sso-session dev]", "[profile]",
    ]
    private static let credentialsHeaders = [
        "[dev]", "[other]", "[other]", "[default]", "[ dev ]", "[dev]]", "[profile dev]", "[DEFAULT]", "[\"dev\"]",
        "[a b] # x",
    ]
    private static let wildHeaders = ["[]", "[", "[profile dev", "x[profile dev]", "[profile 'dev]", "[profile dev\\]"]
    private static let keys = [
        "region", "output", "Region", "s3", "ca_bundle", "x y", "\u{C9}t\u{E9}", "retry_mode", "endpoint_url",
        "services",
    ]
    private static let credentialKeys = [
        "aws_access_key_id", "AWS_SECRET_ACCESS_KEY", "role_arn", "credential_process", "login_session",
    ]
    private static let signs = ["=", " = ", " =", ":", " : ", "\u{A0}= "]
    private static let values = [
        "x", "eu-west-1", "a b", "v # not a comment", "a=b", "a:b", "\u{E9}\u{A0}", "[x]", "1;2",
        "/usr/bin/farsign credentials",
    ]
    private static let spaces = ["", "", "", "", " ", "  ", "\t", "\u{A0}", "\u{3000}", "\u{1C}", "\u{B}"]
    private static let fillers = ["", "", "# comment", "; comment", "  # indented", "   ", "\t", "\u{A0}", "\u{1D}"]
    private static let wildLines = [
        "nothing", "= x", ":", "  nothing", "[x", "\u{85}", "k\u{2028}= v", "\u{FEFF}", "a\u{0}= b",
    ]

    private static func bytes(_ headers: [String], _ isWild: Bool, using generator: inout Seeded) -> [UInt8] {
        func pick(_ texts: [String], _ generator: inout Seeded) -> String {
            texts[Int.random(in: 0..<texts.count, using: &generator)]
        }
        func chance(_ one: Int, _ generator: inout Seeded) -> Bool { Int.random(in: 0..<one, using: &generator) == 0 }

        var lines: [String] = []
        var remaining = headers.shuffled(using: &generator)
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            let header = isWild ? pick(headers + wildHeaders, &generator) : remaining.removeLast()
            lines.append((chance(12, &generator) ? pick(spaces, &generator) : "") + header)
            var keys = (self.keys + (chance(3, &generator) ? credentialKeys : [])).shuffled(using: &generator)
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                if chance(4, &generator) { lines.append(pick(fillers, &generator)) }
                if isWild, chance(12, &generator) { lines.append(pick(wildLines, &generator)) }
                let indentation = chance(10, &generator) ? pick(spaces, &generator) : ""
                let key = isWild && chance(8, &generator) ? pick(self.keys, &generator) : keys.removeLast()
                guard chance(5, &generator) else {
                    lines.append(indentation + key + pick(signs, &generator) + pick(values, &generator))
                    continue
                }
                lines.append(indentation + key + " =" + (chance(5, &generator) ? " first" : ""))
                for number in 0..<Int.random(in: 0...3, using: &generator) {
                    let nested = chance(8, &generator) ? "no sign" : "n\(number) = \(pick(values, &generator))"
                    lines.append(indentation + (chance(6, &generator) ? "\t" : "    ") + nested)
                    if chance(5, &generator) { lines.append(pick(fillers, &generator)) }
                }
            }
        }
        let ending = ["\n", "\n", "\n", "\r\n", "\r"][Int.random(in: 0..<5, using: &generator)]
        let start = chance(40, &generator) ? "\u{FEFF}" : ""
        var bytes = Array((start + lines.joined(separator: ending) + (chance(3, &generator) ? "" : ending)).utf8)
        // A byte of Latin-1.
        if isWild, chance(10, &generator), let place = bytes.indices.randomElement(using: &generator) {
            bytes[place] = 0xE9
        }
        return bytes
    }
}
