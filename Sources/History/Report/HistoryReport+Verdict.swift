import FoundationEssentials
import Text

/// Whether the history is intact, which decides whether the rest can be believed.
extension HistoryReport {
    var verdict: HTML {
        """
        <section class="verdict \(verdictClass)" aria-labelledby="verdict">
        <h2 id="verdict">\(verdictIcon)\(verdictTitle)</h2>
        \(verdictText)
        \(verified.count + unverified.count > 1 ? verifiedTable : verified.map(verifiedFacts).joined())
        \(missing)
        </section>
        """
    }

    private var problems: [VerifiedHistory] { verified.filter { !$0.isIntact } }

    /// The hosts whose events are in the report, but not the result of a verification.
    private var unverified: [ExactText] {
        let known = Set(verified.map { ExactText(name: $0.host ?? "") })
        return hosts.names.filter { !known.contains($0) }
    }

    private var isEachIntact: Bool { !verified.isEmpty && problems.isEmpty && unverified.isEmpty }

    private var verdictClass: HTML {
        if !problems.isEmpty { return "bad" }
        return isEachIntact && totals.lost == 0 ? "good" : "warn"
    }

    private var verdictIcon: HTML {
        let path: HTML = isEachIntact ? "M4.5 10.5l3.5 3.5 7.5-8" : "M10 4.5v7m0 3v.5"
        return """
            <svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="\(path)"/></svg>
            """
    }

    private var verdictTitle: String {
        if verified.isEmpty { return "The history was not verified" }
        let all = verified.count + unverified.count
        if all == 1 { return problems.isEmpty ? "The history is intact" : "The history does not verify" }
        let (bad, unknown) = (problems.count, unverified.count)
        if bad > 0 { return "\(bad.grouped) of \(all.grouped) histories \(bad.verb("does", "do")) not verify" }
        if unknown == 0 { return "All \(all.grouped) histories are intact" }
        return "\(unknown.grouped) of \(all.grouped) histories \(unknown.verb("was", "were")) not verified"
    }

    private var verdictText: HTML {
        if verified.isEmpty { return "<p>Nobody has checked whether its events were changed or removed.</p>" }
        guard problems.isEmpty else {
            let problem = verified.count == 1 ? problems.first?.problem : nil
            let reason: HTML = problem.map { "<p class=\"reason\">\($0.sentence)</p>" } ?? ""
            return """
                \(reason)
                <p>The figures below come from what can still be read. Do not rely on them before you know the reason: \
                compare the ledger with a copy of it.</p>
                """
        }
        if verified.count == 1, case .intact(0, _) = verified[0].result { return "<p>It has no events yet.</p>" }
        return "<p>No event was changed, removed or inserted: each one contains the hash of the one before it.</p>"
    }

    private func verifiedFacts(_ history: VerifiedHistory) -> HTML {
        var facts: [HTML] = []
        if case .intact(let events, _) = history.result {
            facts.append("<dt>Events</dt><dd>\(events.grouped)</dd>")
        }
        if let checkpoint = history.checkpoint {
            facts.append("<dt>Last checkpoint</dt><dd>\(text(checkpoint))<br><code>\(checkpoint.root)</code></dd>")
        } else {
            facts.append("<dt>Last checkpoint</dt><dd>none</dd>")
        }
        if case .intact(let events, let hash) = history.result, events > 0 {
            facts.append(
                """
                <dt>To check later</dt>
                <dd><code>farsign audit verify --expect \(events):\(hash)</code>
                <span class="note">This is the last event and its hash. Whoever can write to the ledger can compute a \
                whole new chain; only a hash or a checkpoint that is stored elsewhere reveals this.</span></dd>
                """)
        }
        return "<dl class=\"facts\">\(facts.joined())</dl>"
    }

    private func text(_ checkpoint: VerifiedHistory.Checkpoint) -> HTML {
        let time: HTML = checkpoint.time.map { ", \(short($0))" } ?? ""
        return "\(checkpoint.size.of("event"))\(time)"
    }

    /// Of more intact histories than this, the table is folded away: what is wrong must not be searched for.
    private static let mostShown = 5

    private var verifiedTable: HTML {
        let intact = verified.filter(\.isIntact)
        guard intact.count > Self.mostShown else { return table(problems + intact, unverified) }
        let open: HTML = problems.isEmpty && unverified.isEmpty ? "" : table(problems, unverified)
        return """
            \(open)
            <details><summary>\(intact.count.grouped) histories are intact</summary>
            \(table(intact, []))
            </details>
            """
    }

    private func table(_ histories: [VerifiedHistory], _ unverified: [ExactText]) -> HTML {
        var rows = histories.map { history -> HTML in
            let host: HTML = history.host.map { ExactText(name: $0).html } ?? "this machine"
            let checkpoint: HTML = history.checkpoint.map { text($0) } ?? "none"
            let result: HTML =
                switch history.result {
                case .intact(let events, let hash): "intact, \(events.of("event"))<br><code>\(hash)</code>"
                case .problem(let problem): "<strong class=\"bad\">\(problem.sentence)</strong>"
                }
            return """
                <tr><th scope="row">\(host)</th><td data-label="Result">\(result)</td>\
                <td data-label="Checkpoint">\(checkpoint)</td></tr>
                """
        }
        rows += unverified.map { host in
            """
            <tr><th scope="row">\(host.text.isEmpty ? "this machine" : host.html)</th>\
            <td data-label="Result"><strong>not verified</strong></td><td></td></tr>
            """
        }
        return """
            <table class="list hosts">
            <thead><tr><th scope="col">Host</th><th scope="col">Result</th><th scope="col">Last checkpoint</th></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            </table>
            """
    }

    /// What the figures do not contain.
    private var missing: HTML {
        var notes: [HTML] = []
        if totals.lost > 0 {
            notes.append(
                """
                <p class="reason">\(totals.lost.of("event")) could not be written and \
                \(totals.lost.verb("is", "are")) missing: the disk was full, or the ledger was locked.</p>
                """)
        }
        if totals.undated > 0 {
            notes.append(
                """
                <p>\(totals.undated.of("event has", "events have")) no possible time and \
                \(totals.undated.verb("is", "are")) not in the timeline.</p>
                """)
        }
        return notes.joined()
    }
}

extension VerifiedHistory {
    fileprivate var problem: String? {
        if case .problem(let text) = result { text } else { nil }
    }
}

extension String {
    /// An error's summary, which is in lower case and without a full stop, as a sentence.
    fileprivate var sentence: String {
        guard let first else { return "" }
        return first.uppercased() + dropFirst() + (hasSuffix(".") ? "" : ".")
    }
}
