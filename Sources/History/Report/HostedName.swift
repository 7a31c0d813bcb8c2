import Text

/// A name together with the host to which it belongs, such as a profile.
struct HostedName: Sendable, Hashable {
    let host: ExactText?
    let name: ExactText?

    init(_ host: String?, _ name: String?) {
        self.host = host.map { ExactText(name: $0) }
        self.name = name.map { ExactText(name: $0) }
    }
}

extension ExactText {
    /// A name as the report keeps it. The report keeps many, so a longer one is cut; farsign writes none.
    init(name: String) {
        let limit = 512
        self.init(name.utf8.count <= limit ? name : String(decoding: name.utf8.prefix(limit), as: UTF8.self))
    }
}
