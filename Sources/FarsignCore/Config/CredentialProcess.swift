package import SignIn
import Text

/// The `credential_process` line with which every SDK runs farsign.
package enum CredentialProcess {
    /// The line for a profile. Some SDKs pass it to a shell and others split it themselves. Words that need quotes
    /// are in single quotes, which both understand.
    ///
    /// - Parameter executable: an absolute path.
    /// - Throws: ``ConfigError/Code/badProfileName`` for a word that cannot be quoted.
    package static func line(executable: String, profile: String) throws(ConfigError) -> String {
        try "\(quoted(executable)) credentials --profile \(quoted(profile))"
    }

    /// Whether the line runs a farsign, in whatever directory it is installed.
    package static func isOurs(_ line: String) -> Bool {
        let words = AWSConfigFile.words(line)
        return words.count > 1 && words[0].split(separator: "/").last == "farsign" && words[1] == "credentials"
    }

    private static func quoted(_ word: String) throws(ConfigError) -> String {
        if !word.isEmpty, word.utf8.allSatisfy({ $0.isLetterOrDigit || "/._-+@:,=".utf8.contains($0) }) { return word }
        // Compare bytes: a shell sees a quotation mark even if a combining accent follows it. A comment character
        // after white space would end the value for some readers.
        let bytes = Array(word.utf8)
        guard !bytes.contains(UInt8(ascii: "'")), !bytes.contains(Array(" #".utf8)), !bytes.contains(Array(" ;".utf8)),
            bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else {
            throw ConfigError(.badProfileName, "'\(word.shown)' cannot be written into a credential_process line")
        }
        return "'\(word)'"
    }
}
