import ArgumentParser
import FarsignCore
import Text

struct ConfigShowCommand: FarsignSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show every setting and where it comes from.",
        discussion: """
            Settings come from /etc/farsign/config.toml, /etc/farsign/config.d/*.toml, ~/.config/farsign/config.toml \
            and environment variables; the later ones take precedence. Rules come from /etc/farsign only.
            """)

    @Flag(help: "Print a JSON array.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run(in world: World) throws -> ExitStatus {
        let rows = try world.configuration().rows
        if json {
            try world.console.answer(JSONValue.array(rows.map(\.json)).shown)
        } else {
            let cells = rows.map { row in
                [row.key.shown, row.shownValue, row.shownOrigins]
            }
            try world.console.answer(Table(header: ["KEY", "VALUE", "FROM"], rows: cells).text)
        }
        return .done
    }
}

extension Configuration.Row {
    fileprivate var shownValue: String {
        guard case .array(let values) = value else { return Self.shown(value) }
        return values.isEmpty ? "none" : values.map(Self.shown).joined(separator: ",")
    }

    private static func shown(_ value: JSONValue) -> String {
        value == .null ? "-" : value.text?.shown ?? value.shown
    }

    fileprivate var shownOrigins: String {
        origins.isEmpty ? ConfigurationOrigin.builtIn.description : origins.map(\.description).joined(separator: ", ")
    }

    fileprivate var json: JSONValue {
        ["key": .string(key), "value": value, "from": .array(origins.map(\.json))]
    }
}

extension ConfigurationOrigin {
    fileprivate var json: JSONValue {
        switch self {
        case .builtIn: ["file": .null, "line": .null, "variable": .null]
        case .file(let path, let line): ["file": .string(path), "line": .integer(line), "variable": .null]
        case .variable(let name): ["file": .null, "line": .null, "variable": .string(name)]
        }
    }
}
