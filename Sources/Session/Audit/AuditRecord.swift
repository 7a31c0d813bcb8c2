package import FoundationEssentials
import SignIn
package import Text

/// An audit event as stored in the ledger, chained to the previous one.
///
/// The hash is SHA-256 in lower-case hexadecimal over the canonical JSON (RFC 8785) of the object that `farsign audit
/// list --json` prints, without its member `hash`. Anyone can verify a chain with a JSON library.
package struct AuditRecord: Sendable, Equatable {
    /// The `previous_hash` of the first row.
    package static let genesis = String(repeating: "0", count: 64)

    package let seq: Int
    /// RFC 3339 in UTC with milliseconds. It is kept as text because the text is part of the hash.
    package let time: String
    package let kind: String
    package let outcome: String
    package let profile: String?
    package let session: String?
    package let account: String?
    package let actor: Actor
    package let detail: JSONValue
    package let previousHash: String
    package private(set) var hash: String

    /// A row as read from the ledger, whether or not its hash is correct.
    package init(
        seq: Int, time: String, kind: String, outcome: String, profile: String?, session: String?, account: String?,
        actor: Actor, detail: JSONValue, previousHash: String, hash: String
    ) {
        self.seq = seq
        self.time = time
        self.kind = kind
        self.outcome = outcome
        self.profile = profile
        self.session = session
        self.account = account
        self.actor = actor
        self.detail = detail
        self.previousHash = previousHash
        self.hash = hash
    }

    /// The row of these canonical bytes; nil if they are not those of a row.
    package init?(canonical bytes: [UInt8]) {
        guard let row = try? JSONValue(parsing: bytes), let seq = row["seq"]?.int, let time = row["time"]?.text,
            let kind = row["kind"]?.text, let outcome = row["outcome"]?.text, let actor = row["actor"],
            let detail = row["detail"], let previousHash = row["previous_hash"]?.text
        else { return nil }
        self.init(
            seq: seq, time: time, kind: kind, outcome: outcome, profile: row["profile"]?.text,
            session: row["session"]?.text, account: row["account"]?.text,
            actor: Actor(
                uid: actor["uid"]?.int ?? 0, user: actor["user"]?.text, pid: actor["pid"]?.int ?? 0,
                process: actor["process"]?.text, tty: actor["tty"]?.text, sshClient: actor["ssh_client"]?.text),
            detail: detail, previousHash: previousHash, hash: bytes.sha256.hex)
    }

    /// The row that follows the row with `previousHash`.
    package init(_ event: AuditEvent, seq: Int, time: Date, previousHash: String) {
        var detail = event.detail
        if let agent = event.actor.agent { detail["agent"] = .string(agent.rawValue) }
        self.init(
            seq: seq, time: RFC3339.milliseconds(time), kind: event.kind.rawValue, outcome: event.outcome.rawValue,
            profile: event.profile, session: event.session?.text, account: event.session?.account,
            actor: event.actor, detail: .object(detail), previousHash: previousHash, hash: "")
        hash = expectedHash
    }

    /// How many vends the row stands for; see `[audit] fold`. More than a million in a minute were not written by farsign.
    package var count: Int { detail["count"]?.int.map { min(max($0, 1), 1_000_000) } ?? 1 }

    /// What is hashed: the canonical JSON of the row without its hash.
    package var canonical: [UInt8] {
        Array(JSONValue.object(hashedMembers).canonical.utf8)
    }

    /// The hash that the row must have.
    package var expectedHash: String { canonical.sha256.hex }

    /// The object that `farsign audit list --json` prints.
    package var json: JSONValue {
        .object(hashedMembers.merging(["hash": .string(hash)]) { $1 })
    }

    private var hashedMembers: [JSONName: JSONValue] {
        [
            "seq": .integer(seq), "time": .string(time), "kind": .string(kind), "outcome": .string(outcome),
            "profile": JSONValue(profile), "session": JSONValue(session), "account": JSONValue(account),
            "actor": .object([
                "uid": .integer(actor.uid), "user": JSONValue(actor.user), "pid": .integer(actor.pid),
                "process": JSONValue(actor.process), "tty": JSONValue(actor.tty),
                "ssh_client": JSONValue(actor.sshClient),
            ]),
            "detail": detail, "previous_hash": .string(previousHash),
        ]
    }
}
