import Broker
import Session
import SignIn
import Text

extension SessionsCommand {
    private static let hours = 24

    /// The sessions as a person at a terminal reads them, with the last hours of each profile.
    static func text(_ sessions: [SessionSummary], on screen: Screen, in world: World) throws -> String {
        let surroundings = world.service.surroundings
        let times = LocalTime(surroundings, on: screen)
        let recent = try world.stores.ledger.recentVends(hours: hours, until: surroundings.now())
        // On a narrow terminal the region gives way, and a block stands for two hours.
        let hoursOfBlock = screen.isNarrow ? 2 : 1
        let isShown = [true, true, true, !screen.isNarrow, true, true, true]
        func shown<Value>(_ values: [Value]) -> [Value] { zip(values, isShown).filter(\.1).map(\.0) }

        var table = ScreenTable(
            shown([
                .init(name: "PROFILE"), .init(name: "STATUS", isFlexible: false), .init(name: "SESSION"),
                .init(name: "REGION"), .init(name: "LAST VENDED", isFlexible: false),
                .init(name: "VENDS", isFlexible: false), .init(name: "LAST 24 H", isFlexible: false),
            ]), on: screen)
        let rows = sessions.map { session in
            let counts = session.profile.flatMap { recent[ExactText($0)] } ?? [Int](repeating: 0, count: hours)
            let blocks = stride(from: 0, to: hours, by: hoursOfBlock)
                .map { counts[$0..<$0 + hoursOfBlock].reduce(0, +) }
            return shown([
                ScreenTable.Cell(session.profile?.shown ?? "-"),
                ScreenTable.Cell(session.status.rawValue, session.status == .expired ? .red : nil),
                ScreenTable.Cell(screen.identity(session.session.text)),
                ScreenTable.Cell(session.region?.name ?? "-"),
                ScreenTable.Cell(session.lastVendedAt.map(times.text) ?? "never"),
                ScreenTable.Cell(String(session.vendCount)),
                ScreenTable.Cell(BlockLine(counts: blocks).text(isUnicode: screen.isUnicode)),
            ])
        }
        table.measure(rows)
        return ([table.header] + rows.map(table.line)).joined(separator: "\n")
    }
}
