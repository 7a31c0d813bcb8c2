import Crypto
import FoundationEssentials

/// An identity that can sign in, derived from its ARN.
struct Identity: Sendable, Hashable {
    let arn: String
    let account: String
    /// The `UserId` of `GetCallerIdentity`.
    let userID: String

    /// Returns nil for an ARN that AWS Sign-In would never use as `sub`.
    init?(arn: String) {
        let fields = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 6, fields[0] == "arn", fields[1].hasPrefix("aws"), fields[3].isEmpty,
            fields[4].count == 12, fields[4].allSatisfy({ $0.isASCII && $0.isNumber }),
            arn.utf8.allSatisfy({ 0x21...0x7e ~= $0 })
        else { return nil }

        let resource = fields[5].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch (fields[2], resource.first) {
        case ("iam", "user") where resource.count >= 2 && resource.last != "":
            userID = "AIDA" + Identity.unique(arn)
        case ("iam", "root") where resource.count == 1:
            userID = fields[4]
        case ("sts", "assumed-role") where resource.count == 3 && !resource.contains(""):
            userID = "AROA" + Identity.unique(resource[1]) + ":" + resource[2]
        default:
            return nil
        }
        self.arn = arn
        account = fields[4]
    }

    /// The IAM identity that owns the sessions: for an assumed role, the role.
    var principal: String {
        let fields = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        let resource = fields[5].split(separator: "/")
        guard fields[2] == "sts", resource.count == 3 else { return arn }
        return "arn:\(fields[1]):iam::\(account):role/\(resource[1])"
    }

    /// The 17 characters after the prefix, derived from the text.
    private static func unique(_ text: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        return String(SHA256.hash(data: Data(text.utf8)).prefix(17).map { alphabet[Int($0) % alphabet.count] })
    }
}
