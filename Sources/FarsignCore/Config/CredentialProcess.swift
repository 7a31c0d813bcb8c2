package import SignIn
import Text

/// The line that makes every SDK run farsign.
package enum CredentialProcess {
    /// Some SDKs give the line to a shell, others split it themselves: bare
    /// words stay bare, others are in single quotes, which both read the same.
    ///
    /// - Parameter executable: an absolute path.
    /// - Throws: ``ConfigError/Code/badProfileName`` for what no quoting serves.
    package static func line(executable: String, profile: String) throws(ConfigError) -> String {
        try "\(quoted(executable)) credentials --profile \(quoted(profile))"
    }

    /// Whether the line runs a farsign, wherever that is installed.
    package static func isOurs(_ line: String) -> Bool {
        let words = AWSConfigFile.words(line)
        return words.count > 1 && words[0].split(separator: "/").last == "farsign" && words[1] == "credentials"
    }

    private static func quoted(_ word: String) throws(ConfigError) -> String {
        if !word.isEmpty, word.utf8.allSatisfy({ $0.isLetterOrDigit || "/._-+@:,=".utf8.contains($0) }) { return word }
        // By bytes: a quotation mark under a combining accent is still one to a shell. A comment's sign after white
        // space would end the value for some readers.
        let bytes = Array(word.utf8)
        guard !bytes.contains(UInt8(ascii: "'")), !bytes.contains(Array(" #".utf8)), !bytes.contains(Array(" ;".utf8)),
            bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else {
            throw ConfigError(.badProfileName, "'\(word.shown)' cannot be written into a credential_process line")
        }
        return "'\(word)'"
    }
}
