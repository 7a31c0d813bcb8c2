package import FarsignCore
import FoundationEssentials
import History
import Session
import SignIn
import Synchronization
import Text

/// The credentials for a store, from the first place that has some: the profile that was named, the environment, the
/// container's endpoint, the instance's metadata.
package final class StoreCredentials: Sendable {
    private let find: @Sendable () throws -> SigningCredentials
    private let held = Mutex<SigningCredentials?>(nil)

    package init(_ find: @escaping @Sendable () throws -> SigningCredentials) {
        self.find = find
    }

    /// - Throws: ``ObjectStoreError`` if no place has any; the errors of a vend for a profile.
    package func current() throws -> SigningCredentials {
        try held.withLock { held in
            if let held { return held }
            let found = try find()
            held = found
            return found
        }
    }

    /// Looks again the next time.
    package func renew() {
        held.withLock { $0 = nil }
    }
}

/// Where credentials of a machine come from (AWS SDKs and Tools Reference Guide, "Standardized credential providers").
package struct MachineCredentials: Sendable {
    private static let containerHost = "http://169.254.170.2"
    private static let metadata = "http://169.254.169.254"
    private static let limit = 64 << 10

    private let transport: any HTTPTransport
    private let variable: @Sendable (_ name: String) -> String?
    private let readFile: @Sendable (_ path: String, _ limit: Int) throws -> [UInt8]

    /// - Parameter readFile: reads the file of `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE`.
    package init(
        transport: any HTTPTransport, variable: @escaping @Sendable (_ name: String) -> String?,
        readFile: @escaping @Sendable (_ path: String, _ limit: Int) throws -> [UInt8]
    ) {
        self.transport = transport
        self.variable = variable
        self.readFile = readFile
    }

    /// - Throws: ``ObjectStoreError`` with the code ``ObjectStoreErrorCode/noCredentials``.
    package func find() throws -> SigningCredentials {
        if let id = given("AWS_ACCESS_KEY_ID"), let secret = given("AWS_SECRET_ACCESS_KEY") {
            return SigningCredentials(
                accessKeyID: id, secretAccessKey: Secret(secret),
                sessionToken: given("AWS_SESSION_TOKEN").map { Secret($0) })
        }
        if let url = containerURL { return try container(url) }
        if given("AWS_EC2_METADATA_DISABLED")?.lowercased() != "true", let found = try? instance() { return found }
        throw ObjectStoreError(
            .noCredentials, "there are no credentials for the store",
            hint: "name a profile with --profile, set AWS_ACCESS_KEY_ID, or give the machine a role")
    }

    private func given(_ name: String) -> String? {
        variable(name).flatMap { $0.isEmpty ? nil : $0 }
    }

    private var containerURL: String? {
        given("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI").map { Self.containerHost + $0 }
            ?? given("AWS_CONTAINER_CREDENTIALS_FULL_URI")
    }

    private func container(_ url: String) throws -> SigningCredentials {
        var headers: [(name: String, value: String)] = []
        if let path = given("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
            let token = String(decoding: try readFile(path, Self.limit), as: UTF8.self)
            headers.append(("Authorization", String(token.filter { $0 != "\n" && $0 != "\r" })))
        } else if let token = given("AWS_CONTAINER_AUTHORIZATION_TOKEN") {
            headers.append(("Authorization", token))
        }
        return try credentials(get(url, headers), from: "the container's endpoint")
    }

    /// The instance metadata service, version 2.
    private func instance() throws -> SigningCredentials {
        let host = given("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? Self.metadata
        let token = try text(
            transport.send(
                HTTPRequest(
                    .put, url: host + "/latest/api/token",
                    headers: [("X-aws-ec2-metadata-token-ttl-seconds", "21600")], body: Secret([]),
                    replyLimit: Self.limit)))
        let headers = [(name: "X-aws-ec2-metadata-token", value: token)]
        let roles = host + "/latest/meta-data/iam/security-credentials/"
        let role = try text(get(roles, headers)).split(separator: "\n").first.map(String.init) ?? ""
        return try credentials(get(roles + role, headers), from: "the instance's metadata")
    }

    private func get(_ url: String, _ headers: [(name: String, value: String)]) throws -> HTTPResponse {
        try transport.send(HTTPRequest(.get, url: url, headers: headers, body: Secret([]), replyLimit: Self.limit))
    }

    private func text(_ response: HTTPResponse) throws -> String {
        guard response.status == 200 else {
            throw ObjectStoreError(.noCredentials, "the machine's credentials endpoint answers \(response.status)")
        }
        return String(decoding: response.body.reveal(), as: UTF8.self)
    }

    private func credentials(_ response: HTTPResponse, from place: String) throws -> SigningCredentials {
        let body = try? JSONValue(parsing: Array(try text(response).utf8))
        guard let id = body?["AccessKeyId"]?.text, let secret = body?["SecretAccessKey"]?.text else {
            throw ObjectStoreError(
                .noCredentials, "\(place) has no credentials (status \(response.status))",
                hint: "give the machine a role, or name a profile with --profile")
        }
        return SigningCredentials(
            accessKeyID: id, secretAccessKey: Secret(secret), sessionToken: body?["Token"]?.text.map { Secret($0) })
    }
}
