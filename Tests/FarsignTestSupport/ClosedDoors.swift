public import FarsignCLI
import FarsignCore

extension LoginDoors {
    /// Nobody comes through these; what does is tested with the real ones, end to end.
    public static let closed = LoginDoors(
        host: "web1", watch: { ScriptedSource { _ in } },
        socket: { _ in .success(.init(path: "/run/farsign/relay.sock", source: ScriptedSource { _ in })) },
        forwarded: { _, _ in .success(ScriptedSource { _ in }) }, attach: { _ in },
        callback: { _, _, _ throws(StateError) in throw StateError(.portTaken, path: "", "another process listens") },
        hasBrowser: { false }, openBrowser: { _, _ in "there is none" }, tmuxClipboard: { _ in false })
}
