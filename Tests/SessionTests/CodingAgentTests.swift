import Session
import Testing

@Suite("coding agents")
struct CodingAgentTests {
    @Test(arguments: [
        ("CLAUDECODE", "1", CodingAgent.claudeCode), ("GEMINI_CLI", "1", .geminiCLI),
        ("CODEX_THREAD_ID", "t-1", .codex),
        ("KIRO_SESSION_ID", "s", .kiro), ("OPENCODE", "1", .openCode), ("ANTIGRAVITY_AGENT", "x", .antigravity),
        ("AMP_CURRENT_THREAD_ID", "T-1", .amp), ("PI_CODING_AGENT", "true", .pi), ("COPILOT_CLI", "1", .copilotCLI),
        ("CURSOR_AGENT", "1", .cursor),
    ])
    func `the variables of the AWS CLI name the agent`(_ name: String, _ value: String, _ agent: CodingAgent) {
        #expect(CodingAgent(variable: { $0 == name ? value : nil }) == agent)
        #expect(CodingAgent(variable: { $0 == name ? "" : nil }) == nil)
        // Those that have a value in the AWS CLI's list mean an agent with this value alone.
        let isExact = ["CLAUDECODE", "GEMINI_CLI", "PI_CODING_AGENT", "COPILOT_CLI", "CURSOR_AGENT"].contains(name)
        #expect(CodingAgent(variable: { $0 == name ? "0" : nil }) == (isExact ? nil : agent))
    }

    @Test func `no variable names no agent, and neither does a shell`() {
        #expect(CodingAgent(variable: { _ in nil }) == nil)
        #expect(CodingAgent(program: "bash") == nil)
        #expect(CodingAgent(program: "claude") == .claudeCode)
    }
}
