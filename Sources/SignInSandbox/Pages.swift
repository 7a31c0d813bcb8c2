/// The pages for the person: plain HTML that works without scripts. Text from outside passes ``escaped(_:)``.
enum Pages {
    static func signIn(_ request: AuthorizeRequest, id: String, identities: [String]) -> String {
        let choices = identities.enumerated().map { place, arn in
            let checked = place == 0 ? " checked" : ""
            let arn = escaped(arn)
            return
                "<label><input type=\"radio\" name=\"identity\" value=\"\(arn)\"\(checked)> <code>\(arn)</code></label>"
        }
        let device =
            request.flow == .sameDevice
            ? "A program on this computer"
            : "A program on another computer"
        return page(
            "Sign in",
            """
            <p>\(device) asks to use AWS as you. Allow it only if you have just started the sign-in yourself.</p>
            <form method="post" action="/v1/authorize" autocomplete="off">
            <input type="hidden" name="request" value="\(escaped(id))">
            <fieldset>
            <legend>Sign in as</legend>
            \(choices.joined(separator: "\n"))
            </fieldset>
            <p class="buttons">
            <button name="decision" value="allow" class="main">Allow</button>
            <button name="decision" value="deny">Deny</button>
            </p>
            </form>
            <dl>
            <dt>Asked by</dt><dd><code>\(escaped(request.flow.rawValue))</code></dd>
            <dt>Answer goes to</dt><dd><code>\(escaped(request.redirectURI))</code></dd>
            </dl>
            """)
    }

    static func confirmation(_ text: String) -> String {
        page(
            "Copy this code",
            """
            <p>Copy the whole text and paste it into the terminal that asked for it.
            It works once, and is shown only now.</p>
            <pre id="code" tabindex="0">\(escaped(text))</pre>
            <p>Never give it to anybody who asks you for it.</p>
            """)
    }

    static let denied = page(
        "Sign-in denied",
        """
        <p>Nothing was allowed. The program that asked is not told: stop it with Ctrl-C, or start again.</p>
        """)

    static func refused(_ refusal: Refusal) -> String {
        page(
            "This request was refused",
            """
            <p class="reason">\(escaped(refusal.message))</p>
            <p><code>\(refusal.status) \(escaped(refusal.error))</code></p>
            """)
    }

    /// The page of a load balancer or a captive portal.
    static let unavailable =
        "<html><head><title>503 Service Temporarily Unavailable</title></head>\n"
        + "<body><center><h1>503 Service Temporarily Unavailable</h1></center></body></html>\n"

    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            // Control characters, and the marks that change the writing direction.
            case "\u{0}"..<"\u{20}", "\u{7f}"..."\u{9f}", "\u{202a}"..."\u{202e}", "\u{2066}"..."\u{2069}":
                escaped += "\u{fffd}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// The original text, for the simulated browser of the tests.
    static func unescaped(_ text: String) -> String {
        text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    }

    private static func page(_ title: String, _ content: String) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(title) - farsign sandbox</title>
        <style>\(style)</style>
        </head>
        <body>
        <main>
        <p class="note">farsign sandbox: a stand-in for AWS Sign-In. No AWS account is involved.</p>
        <h1>\(title)</h1>
        \(content)
        </main>
        </body>
        </html>

        """
    }

    private static let style = """
        body { margin: 0; background: #f4f5f7; color: #1b1f24; font: 16px/1.5 system-ui, sans-serif; }
        main { max-width: 44rem; margin: 2rem auto; padding: 1.5rem 2rem; background: #fff; border: 1px solid #d5d9de; }
        h1 { margin: 0.5rem 0 1rem; font-size: 1.5rem; }
        .note { margin: 0; color: #57606a; font-size: 0.875rem; }
        fieldset { margin: 1rem 0; padding: 0.5rem 1rem; border: 1px solid #d5d9de; }
        label { display: flex; gap: 0.5rem; align-items: baseline; padding: 0.4rem 0; }
        code, pre { font: 0.875rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
        pre { padding: 1rem; background: #f4f5f7; border: 1px solid #d5d9de; white-space: pre-wrap; user-select: all; }
        button { padding: 0.5rem 1.5rem; border: 1px solid #57606a; background: #fff; color: inherit; font: inherit; }
        button.main { border-color: #0b5cad; background: #0b5cad; color: #fff; }
        .reason { padding: 0.75rem 1rem; border-left: 4px solid #b3261e; background: #fdf3f2; overflow-wrap: anywhere; }
        dt { color: #57606a; font-size: 0.875rem; }
        dd { margin: 0 0 0.5rem; }
        """
}
