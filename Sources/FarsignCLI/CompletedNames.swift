import ArgumentParser
import Broker
import Session
import Text

/// The names that a shell completes on a command line: of profiles, and the ARNs of sessions.
///
/// A completion is asked for in the middle of a line that somebody types. It only reads, prints no error, and offers no
/// name that a shell could take for more than a word: bash expands what completions print, as in `$(…)`.
enum CompletedNames {
    /// Where the names come from. The parser's completion functions have no parameter for it.
    @TaskLocal private static var world: World?

    static let profiles = CompletionKind.custom { _, _, _ in
        guard let stores = world?.stores else { return [] }
        let files = [try? stores.config.config(), try? stores.config.credentials()]
        let bindings = (try? stores.records.bindings()) ?? []
        return offered(files.compactMap { $0?.profiles }.flatMap(\.self) + bindings.map(\.profile))
    }

    static let sessions = CompletionKind.custom { _, _, _ in
        let records = (try? world?.stores.records.records()) ?? []
        return offered(records.map { "\($0.arn)" })
    }

    static func list<Value: RawRepresentable & CaseIterable>(
        _: Value.Type
    ) -> CompletionKind where Value.RawValue == String {
        .list(Value.allCases.map(\.rawValue))
    }

    /// The first argument of a command line that asks for the names.
    static let request = "---completion"

    /// Returns what the shell's script reads, which is nothing if anything fails.
    static func answer(_ arguments: [String], in world: World) -> String {
        $world.withValue(world) {
            do {
                _ = try FarsignCommand.parseAsRoot(arguments)
                return ""
            } catch {
                return FarsignCommand.exitCode(for: error).isSuccess ? FarsignCommand.fullMessage(for: error) : ""
            }
        }
    }

    private static func offered(_ names: [String]) -> [String] {
        let words = Set(names.filter(isWord)).sorted()
        // zsh has a description behind a colon.
        return CompletionShell.requesting == .zsh ? words.map { $0.replacing(":", with: "\\:") } : words
    }

    /// Whether the name is a word in every shell without quotes.
    private static func isWord(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first else { return false }
        let others = "-.:/@+=,".unicodeScalars
        return isPlain(first) && name.unicodeScalars.allSatisfy { isPlain($0) || others.contains($0) }
    }

    private static func isPlain(_ character: Unicode.Scalar) -> Bool {
        character == "_" || character.properties.isAlphabetic || character.properties.numericType != nil
    }
}
