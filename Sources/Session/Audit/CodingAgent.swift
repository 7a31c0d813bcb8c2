/// The coding agent for which a program runs.
///
/// It is evidence and no proof: whoever starts a program decides what is in its environment, and how it is called.
package enum CodingAgent: String, Sendable, CaseIterable {
    case amp
    case antigravity
    case claudeCode = "claude-code"
    case codex
    case copilotCLI = "copilot-cli"
    case cursor
    case geminiCLI = "gemini-cli"
    case kiro
    case openCode = "opencode"
    case pi

    /// The agent whose variable is set. These are the variables by which the AWS CLI names the agent in its user agent.
    package init?(variable: (_ name: String) -> String?) {
        func isSet(_ name: String) -> Bool { variable(name).map { !$0.isEmpty } ?? false }
        if variable("CLAUDECODE") == "1" {
            self = .claudeCode
        } else if variable("GEMINI_CLI") == "1" {
            self = .geminiCLI
        } else if isSet("CODEX_THREAD_ID") {
            self = .codex
        } else if isSet("KIRO_SESSION_ID") {
            self = .kiro
        } else if isSet("OPENCODE") {
            self = .openCode
        } else if isSet("ANTIGRAVITY_AGENT") {
            self = .antigravity
        } else if isSet("AMP_CURRENT_THREAD_ID") {
            self = .amp
        } else if variable("PI_CODING_AGENT") == "true" {
            self = .pi
        } else if variable("COPILOT_CLI") == "1" {
            self = .copilotCLI
        } else if variable("CURSOR_AGENT") == "1" {
            self = .cursor
        } else {
            return nil
        }
    }

    /// The agent whose program has this name (at most 15 bytes, proc_pid_comm(5)).
    package init?(program: String) {
        switch program {
        case "amp": self = .amp
        case "antigravity": self = .antigravity
        case "claude": self = .claudeCode
        case "codex": self = .codex
        case "copilot": self = .copilotCLI
        case "cursor-agent": self = .cursor
        case "gemini": self = .geminiCLI
        case "kiro", "kiro-cli": self = .kiro
        case "opencode": self = .openCode
        case "pi": self = .pi
        default: return nil
        }
    }
}
