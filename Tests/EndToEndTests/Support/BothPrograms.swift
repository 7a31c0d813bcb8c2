import Testing

/// The programs that answer `farsign credentials`.
enum CredentialProgram: CaseIterable {
    case farsign
    case helper

    /// The one that a machine's `credentials` commands run.
    @TaskLocal static var current = farsign

    /// Where `arguments` is a `credentials` command, the program that answers it, and its own arguments.
    static func command(_ arguments: [String]) -> (program: String, arguments: [String]) {
        current == .helper && arguments.first == "credentials"
            ? (Machine.helper, Array(arguments.dropFirst())) : (Machine.farsign, arguments)
    }

    /// The same as one command line, for a program that runs it.
    static func line(_ arguments: [String]) -> [String] {
        let (program, arguments) = command(arguments)
        return [program] + arguments
    }
}

/// Runs each test twice: `farsign credentials` and `farsign-credentials` have to do the same.
struct BothPrograms: SuiteTrait, TestTrait, TestScoping {
    let isRecursive = true

    @concurrent func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        for program in CredentialProgram.allCases {
            try await CredentialProgram.$current.withValue(program) { try await function() }
        }
    }
}

extension Trait where Self == BothPrograms {
    static var bothPrograms: Self { BothPrograms() }
}
