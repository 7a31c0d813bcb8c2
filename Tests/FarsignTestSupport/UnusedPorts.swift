package import FarsignCore
import Text

extension LoginPorts {
    /// Nothing comes through these; what does is tested with the real ones, end to end.
    package static let unused = LoginPorts(
        host: "web1", watch: { ScriptedSource { _ in } },
        socket: { _ in .success(.init(path: "/run/farsign/relay.sock", source: ScriptedSource { _ in })) },
        forwarded: { _, _ in .success(ScriptedSource { _ in }) }, attach: { _ in },
        callback: { _ in throw StateError(.portTaken, path: "", "another process listens") },
        hasBrowser: { false }, openBrowser: { _, _ in "no browser was found" }, tmuxClipboard: { _ in false })
}
