import Text

/// A page of the callback server: plain, readable and without scripts.
///
/// It consists of texts, each of which is escaped when it becomes HTML, so that no text from outside can become
/// markup.
struct CallbackPage: Sendable {
    enum Part: Sendable {
        case text(String)
        /// What went wrong, highlighted.
        case reason(String)
        case facts([(name: String, value: String)])
        case link(String, to: String)
    }

    let title: String
    let parts: [Part]

    init(_ title: String, _ parts: [Part]) {
        self.title = title
        self.parts = parts
    }

    var html: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(Self.escaped(title)) - farsign</title>
        <style>\(Self.style)</style>
        </head>
        <body>
        <main>
        <p class="name">farsign</p>
        <h1>\(Self.escaped(title))</h1>
        \(parts.map(Self.html).joined(separator: "\n"))
        </main>
        </body>
        </html>

        """
    }

    private static func html(_ part: Part) -> String {
        switch part {
        case .text(let text): "<p>\(escaped(text))</p>"
        case .reason(let text): "<p class=\"reason\">\(escaped(text))</p>"
        case .link(let text, let url): "<p><a href=\"\(escaped(url))\">\(escaped(text))</a></p>"
        case .facts(let facts):
            "<dl>\n"
                + facts.map { "<dt>\(escaped($0.name))</dt><dd>\(escaped($0.value))</dd>\n" }.joined()
                + "</dl>"
        }
    }

    /// Control characters and marks of the writing direction are shown as escapes, as on a terminal.
    private static func escaped(_ text: String) -> String {
        text.shown.reduce(into: "") { escaped, character in
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.append(character)
            }
        }
    }

    private static let style = """
        :root { color-scheme: light dark; }
        body { margin: 0; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
        main { max-width: 38rem; margin: 3rem auto; }
        h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; }
        .name { margin: 0; font-size: 0.875rem; opacity: 0.7; }
        .reason { padding: 0.25rem 0 0.25rem 1rem; border-left: 4px solid #c2410c; overflow-wrap: anywhere; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; }
        dt { opacity: 0.7; }
        dd { margin: 0; overflow-wrap: anywhere; }
        a { display: inline-block; padding: 0.5rem 1rem; border: 1px solid; border-radius: 0.25rem; }
        """
}
