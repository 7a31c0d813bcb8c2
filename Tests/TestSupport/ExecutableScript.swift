import Subprocess
import SystemPackage

/// Writes a script that can be run at once.
///
/// Another process writes it. If this one did, a program that another test starts at that moment would inherit the open
/// file, and until it runs, execve(2) of the script fails with "Text file busy".
package func writeScript(_ text: String, to path: String) async throws {
    let result = try await run(
        .path("/bin/sh"), arguments: ["-c", "cat > \"$1\" && chmod 755 \"$1\"", "sh", path],
        input: .string(text), output: .discarded, error: .string(limit: 4_096))
    guard result.terminationStatus.isSuccess else { throw ScriptError(text: result.standardError) }
}

private struct ScriptError: Error {
    let text: String
}
