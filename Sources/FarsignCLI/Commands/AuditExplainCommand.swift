import ArgumentParser
import Broker
import FoundationEssentials
import History
import Session
import Text

struct AuditExplainCommand: FarsignSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say who was at the keyboard when an event of CloudTrail happened.",
        discussion: """
            Reads an event of CloudTrail, or a file of 'Records', from stdin, and finds the program that got the \
            event's credentials here.
            """)

    /// A file of CloudTrail has a few megabytes.
    private static let limit = 256 << 20

    @Argument(help: ArgumentHelp("An access key id, instead of an event.", valueName: "access-key-id"))
    var accessKeyID: String?

    @Flag(help: "Print one JSON object per event.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run(in world: World) throws -> ExitStatus {
        var isEachKnown = true
        // A file of CloudTrail has many events of few keys.
        var vends: [ExactText: [AuditRecord]] = [:]
        for event in try events(in: world) {
            var ofKey: [AuditRecord] = []
            if let id = event.accessKeyID {
                let key = ExactText(id)
                ofKey = try vends[key] ?? world.stores.ledger.vends(of: id)
                vends[key] = ofKey
            }
            let explained = try ExplainedEvent(event, vends: ofKey, ledger: world.stores.ledger)
            isEachKnown = isEachKnown && (explained.vend ?? explained.signIn) != nil
            try world.console.answer(json ? explained.json.shown : explained.text)
        }
        return isEachKnown ? .done : .failed
    }

    private func events(in world: World) throws -> [CloudTrailEvent] {
        if let accessKeyID { return [CloudTrailEvent(accessKeyID: accessKeyID)] }
        let bytes = try world.readStandardInput(Self.limit)
        guard bytes.count <= Self.limit else { throw HistoryError.notCloudTrail("it is larger than 256 MiB") }
        let value: JSONValue
        do throws(JSONSyntaxError) {
            value = try JSONValue(parsing: bytes)
        } catch {
            throw HistoryError.notCloudTrail("\(error.reason) at byte \(error.offset)")
        }
        let records: [JSONValue] = if case .array(let records)? = value["Records"] { records } else { [value] }
        let events = records.compactMap(CloudTrailEvent.init)
        guard !events.isEmpty else {
            throw HistoryError.notCloudTrail("no event in it has an access key id or a sign-in session")
        }
        return events
    }
}

/// What an event of CloudTrail says about who caused it.
private struct CloudTrailEvent {
    let accessKeyID: String?
    /// AWS's own ARN of the session.
    var signInSession: String?
    var name: String?
    var source: String?
    var address: String?
    var time: Date?

    init(accessKeyID: String) {
        self.accessKeyID = accessKeyID
    }

    /// Nil for an event without an access key id and a sign-in session.
    init?(_ json: JSONValue) {
        let identity = json["userIdentity"]
        accessKeyID = identity?["accessKeyId"]?.text.flatMap { $0.isEmpty ? nil : $0 }
        signInSession = identity?["sessionContext"]?["signInSessionArn"]?.text.flatMap { $0.isEmpty ? nil : $0 }
        guard accessKeyID != nil || signInSession != nil else { return nil }
        name = json["eventName"]?.text
        source = json["eventSource"]?.text
        address = json["sourceIPAddress"]?.text
        time = json["eventTime"]?.text.flatMap(RFC3339.parse)
    }
}

/// An event with the vend that handed out its credentials, and the sign-in before it. Without a vend, the sign-in is
/// that of the event's session.
private struct ExplainedEvent {
    let event: CloudTrailEvent
    /// The last vend before the event; nil if none handed out these credentials here.
    let vend: AuditRecord?
    /// How many vends handed them out until then, by program.
    let programs: [(name: String, vends: Int)]
    let signIn: AuditRecord?

    /// The clocks of AWS and this machine may differ by this.
    private static let skew: TimeInterval = 60

    /// - Parameter vends: those of the event's access key, the latest first.
    init(_ event: CloudTrailEvent, vends: [AuditRecord], ledger: any Ledger) throws(StateError) {
        self.event = event
        var vends = vends
        if let time = event.time {
            let limit = RFC3339.milliseconds(time + Self.skew)
            vends.removeAll { $0.time > limit }
        }
        vend = vends.first
        var programs: [(name: String, vends: Int)] = []
        for vend in vends {
            let name = vend.actor.process ?? "-"
            if let index = programs.firstIndex(where: { $0.name.isExactly(name) }) {
                programs[index].vends += 1
            } else {
                programs.append((name, 1))
            }
        }
        self.programs = programs
        var filter = AuditFilter(kind: .signedIn, limit: 1)
        if let vend {
            filter.session = vend.session
            filter.before = vend.seq
        } else if let session = event.signInSession {
            filter.signInSession = session
        } else {
            signIn = nil
            return
        }
        signIn = try ledger.events(filter).first
    }

    private var signInSession: String? { event.signInSession ?? signIn?.detail["signin_session"]?.text }

    var text: String {
        let credentials = event.accessKeyID ?? event.signInSession ?? "-"
        var title = "Credentials \(credentials.shown)"
        if let name = event.name {
            title = "\(event.time.map(RFC3339.seconds) ?? "-")  \(name.shown)"
            if let source = event.source { title += " (\(source.shown))" }
            if let address = event.address { title += " from \(address.shown)" }
        }
        if vend == nil {
            title += "\n  this machine's history has no vend of \(credentials.shown) before that time"
            guard signIn != nil else { return title }
            title += ", but the sign-in of its session:"
        }
        guard let found = vend ?? signIn else { return title }
        let actor = found.actor
        var lines = [
            ("program", actor.process ?? "unknown"), ("user", actor.user ?? "uid \(actor.uid)"),
            ("terminal", actor.tty), ("ssh client", actor.sshClient), ("agent", found.detail["agent"]?.text),
            ("profile", found.profile), ("session", found.session), ("sign-in session", signInSession),
            ("access key", event.accessKeyID),
            ("vended", vend.map { "\($0.time) (event \($0.seq))" }),
            ("signed in", signIn.map { "\($0.time) (event \($0.seq))" }),
        ].compactMap { name, value in value.map { (name, $0) } }
        if programs.count > 1 {
            lines.append(("vends of this key", programs.map { "\($0.name) \($0.vends)" }.joined(separator: ", ")))
        }
        return ([title] + lines.map { "  \($0): \($1.shown)" }).joined(separator: "\n")
    }

    var json: JSONValue {
        .object([
            "access_key_id": JSONValue(event.accessKeyID), "signin_session": JSONValue(signInSession),
            "event_name": JSONValue(event.name),
            "event_source": JSONValue(event.source), "source_ip_address": JSONValue(event.address),
            "event_time": JSONValue(event.time.map(RFC3339.seconds)), "vend": vend?.json ?? .null,
            "signed_in": signIn?.json ?? .null,
            "programs": .array(
                programs.map { .object(["program": .string($0.name), "vends": .integer($0.vends)]) }),
        ])
    }
}
