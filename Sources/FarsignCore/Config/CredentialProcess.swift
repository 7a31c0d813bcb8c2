import Session
package import SignIn
import Text

/// The `credential_process` line with which every SDK runs farsign.
package enum CredentialProcess {
    /// The line for a profile. Some SDKs pass it to a shell and others split it themselves. Words that need quotes
    /// are in single quotes, which both understand.
    ///
    /// - Parameter executable: the absolute path of farsign-credentials, or of farsign.
    /// - Throws: ``ConfigError/Code/badProfileName`` for a word that cannot be quoted.
    package static func line(executable: String, profile: String) throws(ConfigError) -> String {
        let command = isHelper(executable) ? "" : " credentials"
        return try "\(quoted(executable))\(command) --profile \(quoted(profile))"
    }

    /// Whether the line runs a farsign or its farsign-credentials, in whatever directory it is installed.
    package static func isOurs(_ line: String) -> Bool {
        let words = AWSConfigFile.words(line)
        guard let program = words.first else { return false }
        return isHelper(program) || (name(program) == "farsign" && words.dropFirst().first == "credentials")
    }

    private static func isHelper(_ executable: String) -> Bool {
        name(executable) == "farsign-credentials"
    }

    private static func name(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? ""
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
