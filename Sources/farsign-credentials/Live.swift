import FoundationEssentials
import Glibc
import POSIX
import Session
import SessionStore
import Text

/// Builds the real environment of the program. Only this file names the adapters.
enum Live {
    /// - Throws: ``StateError`` if `HOME` is not set. Its place in the password database is farsign's to find.
    static func vending() throws(StateError) -> LiveVending {
        let paths = UserPaths(
            variable: variable, accountHome: { nil }, workingDirectory: { Paths.workingDirectory() })
        let state = try paths.state()
        let tokens = AWSTokenCache(pause: { usleep(UInt32($0 / .microseconds(1))) }, isPrivateGroup: { _ in false })
        let finder = SessionFinder(
            config: ConfigFiles(
                configPath: try paths.awsConfig(), credentialsPath: try paths.awsCredentials(), state: state),
            records: SessionRecordFiles(state: state), tokens: tokens,
            surroundings: Surroundings(now: now, randomBytes: { _ in [] }, variable: variable, pause: { _ in }),
            tokenDirectory: { () throws(StateError) in try paths.tokenCache() })
        return LiveVending(
            finder: finder, tokens: tokens, ledger: SQLiteLedger(state: state, now: now),
            actor: { Caller.actor(user: nil, isCredentialProcess: true) }, now: now,
            warn: { say(Notice.warning($0)) })
    }

    static func profile(_ request: VendRequest) -> String {
        ProfileSources.profileName(flag: request.profile, variable: variable)
    }

    /// If stderr is closed, there is no other place to report to.
    static func say(_ text: String) {
        try? writeWhole(text.utf8, to: STDERR_FILENO)
    }

    @Sendable private static func now() -> Date { Date() }

    @Sendable private static func variable(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}
