import ArgumentParser
import Broker
import FarsignCore
import History
import Session
import SignIn
import Text

/// Options for a store of histories.
struct StoreOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The profile whose credentials are used; otherwise those of the environment, the container or the instance."
        ), completion: CompletedNames.profiles)
    var profile: String?

    @Option(
        help: "The bucket's region; otherwise that of the environment or the profile.",
        completion: .list(Region.known))
    var region: String?

    init() {}

    /// - Parameter place: `s3://BUCKET/PREFIX`, or a folder's path, also as a `file:` URL.
    /// - Throws: ``ShippingError`` for anything else.
    func objects(_ place: String, _ common: CommonOptions, in world: World) throws -> any ObjectStore {
        if let log = try LogDestination(place) { throw ShippingError.notReadable(log) }
        let scheme = "s3://"
        guard place.startsExactly(with: scheme) else {
            guard !place.isEmpty, !place.contains("://") || place.startsExactly(with: "file:///") else {
                throw ShippingError.badDestination(place)
            }
            let path = place.startsExactly(with: "file:") ? String(place.dropFirst("file://".count)) : place
            let absolute = try world.absolutePath(path)
            return world.folder(absolute, absolute)
        }
        let parts = place.dropFirst(scheme.count).split(separator: "/", omittingEmptySubsequences: true).map(
            String.init)
        guard let bucket = parts.first, S3Endpoint.isBucket(bucket) else { throw ShippingError.badDestination(place) }
        let surroundings = world.service.surroundings
        let sources = ProfileSources(
            config: try world.stores.config.config(), credentials: try world.stores.config.credentials(),
            variable: surroundings.variable)
        let profileName = ProfileSources.profileName(flag: profile, variable: surroundings.variable)
        let named = try sources.region(flag: region, profile: profileName)
        let custom = [
            surroundings.endpointURL, surroundings.variable("AWS_ENDPOINT_URL_S3"),
            surroundings.variable("AWS_ENDPOINT_URL"),
        ].compactMap(\.self).first { !$0.isEmpty }
        let region = try named?.region ?? Region("us-east-1")
        return S3Objects(
            name: scheme + parts.joined(separator: "/") + (custom.map { " at \($0)" } ?? ""), bucket: bucket,
            prefix: parts.dropFirst().joined(separator: "/"),
            endpoint: try S3Endpoint(
                region: region, bucket: bucket, custom: custom,
                fips: sources.usesFIPS(named, profile: profileName),
                dualStack: sources.usesDualStack(profile: profileName)),
            transport: world.service.transport, credentials: StoreCredentials(finder(sources, in: world)),
            caBundle: sources.certificateBundle(profile: profileName), pause: surroundings.pause)
    }

    private func finder(_ sources: ProfileSources, in world: World) -> @Sendable () throws -> SigningCredentials {
        guard let profile else {
            let machine = MachineCredentials(
                transport: world.service.transport, variable: world.service.surroundings.variable,
                readFile: world.readFile)
            return { try machine.find() }
        }
        // The endpoint on the command line is the store's.
        var signIn = world
        signIn.service.surroundings.endpointURL = nil
        let vending = signIn.vending
        return {
            // The AWS tools' own keys, as they use them too.
            for file in [sources.credentials, sources.config] {
                if let id = file.value("aws_access_key_id", in: profile),
                    let secret = file.value("aws_secret_access_key", in: profile)
                {
                    return SigningCredentials(
                        accessKeyID: id, secretAccessKey: Secret(secret),
                        sessionToken: file.value("aws_session_token", in: profile).map { Secret($0) })
                }
            }
            let vended = try vending.credentials(for: profile)
            vending.record(vended, format: .process)
            return SigningCredentials(vended.credentials)
        }
    }
}
