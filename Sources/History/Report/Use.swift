import FoundationEssentials

/// How often something was used, and when last.
struct Use: Sendable, Hashable {
    var signIns = 0
    var vends = 0
    /// The part of the vends that a coding agent caused.
    var agentVends = 0
    var last: Date?

    static func += (use: inout Use, more: Use) {
        use.signIns += more.signIns
        use.vends += more.vends
        use.agentVends += more.agentVends
        if let last = more.last { use.last = max(use.last ?? last, last) }
    }
}
