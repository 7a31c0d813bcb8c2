import FoundationEssentials
import Text

/// Uses by name, with a maximum of names: the uses of all further ones are counted together.
struct NamedUses: Sendable {
    struct Entry: Sendable {
        let name: ExactText
        var use: Use
        /// What goes with the name, such as the identities that signed in from an address: the first few.
        var details: [ExactText] = []
        var hasMoreDetails = false

        fileprivate mutating func add(detail: ExactText) {
            guard !details.contains(detail) else { return }
            if details.count < 3 { details.append(detail) } else { hasMoreDetails = true }
        }
    }

    /// Far more than a page can show, and little memory.
    static let maxNames = 1_000

    private(set) var others = Use()
    private var entries: [Entry] = []
    private var places: [ExactText: Int] = [:]

    var count: Int { entries.count }
    var names: [ExactText] { entries.map(\.name) }

    mutating func add(_ name: String, _ use: Use, detail: String? = nil) {
        let name = ExactText(name: name)
        guard let place = places[name] ?? place(for: name) else {
            others += use
            return
        }
        entries[place].use += use
        if let detail { entries[place].add(detail: ExactText(name: detail)) }
    }

    /// Nil if there are too many names.
    private mutating func place(for name: ExactText) -> Int? {
        guard entries.count < Self.maxNames else { return nil }
        places[name] = entries.count
        entries.append(Entry(name: name, use: Use()))
        return entries.count - 1
    }

    /// The names with the most of `amount`, and what all remaining ones have together.
    func top(_ limit: Int, by amount: (Use) -> Int) -> (entries: [Entry], rest: Use, restCount: Int) {
        let sorted = entries.sorted { left, right in
            let (more, less) = (amount(left.use), amount(right.use))
            return more == less ? left.name < right.name : more > less
        }
        let rest = sorted.dropFirst(limit).reduce(into: others) { $0 += $1.use }
        return (Array(sorted.prefix(limit)), rest, max(0, sorted.count - limit))
    }
}
