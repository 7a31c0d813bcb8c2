extension HistoryReport {
    /// Colours have at least 4.5:1 of contrast as text, and 3:1 as marks, in both schemes.
    static let style: HTML = """
        :root { color-scheme: light dark; --page: #fff; --soft: #f4f5f7; --line: #d9dde3; --text: #1b1f24; --quiet: #5a626d;
        --vends: #3b6fc4; --agent: #c46f0a; --good: #1a7f4b; --good-soft: #eaf6ef; --warn: #8a5a00; --warn-soft: #fdf5e2;
        --bad: #b3261e; --bad-soft: #fdeeed; --weekend: #f1f2f5; }
        @media (prefers-color-scheme: dark) { :root { --page: #14171b; --soft: #1d2126; --line: #343a42; --text: #e4e7eb;
        --quiet: #9aa4b0; --vends: #6d9eeb; --agent: #e8a34c; --good: #5ccb8f; --good-soft: #15271d; --warn: #e3b341;
        --warn-soft: #2a2312; --bad: #ff8a80; --bad-soft: #2f1a19; --weekend: #1c2025; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--text); font: 0.9375rem/1.5 system-ui, sans-serif;
        -webkit-text-size-adjust: 100%; }
        main { max-width: 68rem; margin: 0 auto; padding: 2rem 1.5rem 3rem; }
        h1 { margin: 0; font-size: 1.625rem; line-height: 1.25; font-weight: 650; overflow-wrap: anywhere; }
        h2 { margin: 0 0 0.75rem; font-size: 1.25rem; line-height: 1.3; font-weight: 650; }
        h3 { margin: 1.5rem 0 0.5rem; font-size: 0.9375rem; font-weight: 650; }
        p { margin: 0 0 0.75rem; }
        section { margin-top: 2.75rem; }
        code { font: 0.8125rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
        bdi { overflow-wrap: anywhere; }
        time { white-space: nowrap; }
        time b { font-weight: 400; color: var(--quiet); }
        .product, .period, .quiet, .note, .sub, .none, footer { color: var(--quiet); }
        .product { margin: 0 0 0.25rem; font-size: 0.8125rem; }
        .period { margin: 0.375rem 0 0; }
        .zone { white-space: nowrap; }
        .note, .sub { font-size: 0.8125rem; }
        .sub { display: block; overflow-wrap: anywhere; }
        .bad { color: var(--bad); }
        .number { text-align: right; font-variant-numeric: tabular-nums; }
        .verdict { margin-top: 1.5rem; padding: 1rem 1.25rem; border: 1px solid; border-left-width: 5px; border-radius: 4px; }
        .verdict h2 { display: flex; align-items: center; gap: 0.5rem; margin: 0 0 0.375rem; }
        .verdict p { max-width: 46rem; margin-bottom: 0.5rem; color: var(--text); }
        .hosts th[scope=row] { min-width: 11rem; overflow-wrap: anywhere; }
        .verdict summary { cursor: pointer; padding: 0.5rem 0; font-weight: 600; }
        .verdict .reason { font-weight: 600; overflow-wrap: anywhere; }
        .verdict.good { border-color: var(--good); background: var(--good-soft); }
        .verdict.warn { border-color: var(--warn); background: var(--warn-soft); color: inherit; }
        .verdict.bad { border-color: var(--bad); background: var(--bad-soft); color: inherit; }
        .verdict .icon { flex: none; width: 1.5rem; height: 1.5rem; border-radius: 50%; fill: none; stroke: var(--page);
        stroke-width: 2.25; stroke-linecap: round; stroke-linejoin: round; }
        .good .icon { background: var(--good); } .warn .icon { background: var(--warn); } .bad .icon { background: var(--bad); }
        .facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1.25rem; margin: 0.75rem 0 0; }
        .facts dt { color: var(--quiet); }
        .facts dd { margin: 0; min-width: 0; }
        .facts code { user-select: all; }
        .facts .note { display: block; max-width: 46rem; }
        .figures { display: grid; grid-template-columns: repeat(5, 1fr); gap: 0.75rem; margin: 1.5rem 0 0; }
        .figures div { padding: 0.75rem 1rem; border-radius: 4px; background: var(--soft); }
        .figures dt { color: var(--quiet); font-size: 0.8125rem; }
        .figures dd { margin: 0; }
        .figures b { display: block; font-size: 1.75rem; line-height: 1.25; font-weight: 650; font-variant-numeric: tabular-nums;
        color: var(--text); overflow-wrap: anywhere; }
        .figures span { color: var(--quiet); font-size: 0.8125rem; line-height: 1.35; display: block; }
        .figures .bad { box-shadow: inset 0 3px var(--bad); } .figures .bad b { color: var(--bad); }
        .figures .warn { box-shadow: inset 0 3px var(--warn); } .figures .warn b { color: var(--warn); }
        table { width: 100%; border-collapse: collapse; }
        th, td { padding: 0.375rem 1rem 0.375rem 0; text-align: left; vertical-align: top; font-weight: 400; }
        th:last-child, td:last-child { padding-right: 0; }
        th.number { text-align: right; }
        thead th, thead td { padding-bottom: 0.25rem; border-bottom: 1px solid var(--line); color: var(--quiet);
        font-size: 0.8125rem; vertical-align: bottom; }
        .list tbody > *, .bars tbody > * { border-bottom: 1px solid var(--line); }
        tbody tr:last-child { border-bottom: 0; }
        .bars tbody th { width: 40%; } .bars .bar { width: 36%; min-width: 4rem; }
        .bars .number { width: 12%; white-space: nowrap; }
        .bars .host th { width: auto; padding-top: 0.75rem; color: var(--quiet); font-size: 0.8125rem; }
        .clients tbody th { width: 26%; } .clients .bar { width: 14%; } .clients .number { width: 8%; }
        .clients td:last-child { width: 15%; }
        td.bar { padding-top: 0.75rem; font-size: 0; white-space: nowrap; }
        td.bar i { display: inline-block; height: 0.625rem; background: var(--vends); }
        i.agent, td.bar i.agent { background: var(--agent); }
        td.bar i + i { box-shadow: -1px 0 var(--page); }
        .columns { display: grid; grid-template-columns: 1fr 1fr; gap: 0 3rem; }
        .columns h3:first-child { margin-top: 0.5rem; }
        .tag { display: inline-block; padding: 0 0.4375rem; border: 1px solid; border-radius: 1rem; font-size: 0.75rem;
        line-height: 1.25rem; white-space: nowrap; }
        .tag.warn { color: var(--warn); }
        td.mark { width: 5.25rem; padding-right: 0.5rem; }
        .reasons tbody th { width: 46%; }
        .overview { margin-top: 1.5rem; }
        .overview .axis { margin-top: -0.75rem; }
        a { color: inherit; }
        .legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; font-size: 0.8125rem; color: var(--quiet); }
        .legend i { display: inline-block; width: 0.75rem; height: 0.75rem; margin-right: 0.375rem; vertical-align: -1px;
        background: var(--vends); }
        .legend i.agent { background: var(--agent); } .legend i.failure { height: 0.3125rem; vertical-align: 2px;
        background: var(--bad); }
        .legend i.signin { width: 0.625rem; height: 0.625rem; border-radius: 50%; background: var(--text); }
        .legend i.session { height: 3px; vertical-align: 3px; background: var(--quiet); }
        .axis { position: relative; height: 1.5rem; font-size: 0.75rem; color: var(--quiet); overflow: hidden; }
        .axis span { position: absolute; bottom: 0.125rem; padding-left: 0.25rem; white-space: nowrap; }
        .lane { margin: 0.25rem 0 0.75rem; }
        .lane p { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; margin: 0; font-size: 0.8125rem; }
        .lane b { font-size: 0.9375rem; font-weight: 600; overflow-wrap: anywhere; }
        .lane p span { color: var(--quiet); }
        .lane svg { display: block; overflow: visible; }
        .vends { fill: var(--vends); } .agent { fill: var(--agent); } .failure { fill: var(--bad); }
        .session { fill: var(--quiet); } .signin { fill: var(--text); }
        .weekend { fill: var(--weekend); } .grid, .base { stroke: var(--line); }
        .timeline h3.host { margin: 1.25rem 0 0.25rem; padding-bottom: 0.125rem; border-bottom: 1px solid var(--line); }
        details { margin-top: 0.75rem; }
        summary { cursor: pointer; color: var(--quiet); font-size: 0.8125rem; padding: 0.25rem 0; }
        .scroll { overflow-x: auto; }
        .scroll th, .scroll td { white-space: nowrap; border-bottom: 1px solid var(--line); }
        footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: 0.8125rem; }
        footer p { max-width: 46rem; }
        \(narrowStyle)
        \(printStyle)
        """

    /// On a phone, a row of a list becomes a block in which each value has its name.
    private static let narrowStyle: HTML = """
        @media screen and (max-width: 45rem) {
        main { padding: 1.25rem 1rem 2rem; }
        h1 { font-size: 1.375rem; }
        section { margin-top: 2.25rem; }
        .figures { grid-template-columns: 1fr 1fr; }
        .figures div:first-child { grid-column: span 2; }
        .columns { grid-template-columns: 1fr; }
        .facts { grid-template-columns: 1fr; gap: 0; } .facts dd { margin-bottom: 0.5rem; }
        .wide { display: none; }
        .list, .list tbody, .list tr, .list th, .list td, .clients, .clients tbody, .clients tr,
        .clients th, .clients td { display: block; width: auto; padding: 0; text-align: left; }
        .list thead, .clients thead { display: none; }
        .list tr, .clients tr { padding: 0.5rem 0; }
        .list td, .clients td { position: relative; padding-left: 6.5rem; }
        .list td::before, .clients td::before { content: attr(data-label); position: absolute; left: 0;
        color: var(--quiet); font-size: 0.8125rem; }
        .list td.mark { padding: 0 0 0.25rem; } .reasons tbody th, .clients tbody th, .clients td { width: auto; }
        .clients td.bar, .list td:empty, .bars td:empty { display: none; }
        }
        """

    /// On paper everything is black on white, and what is shown on demand stays hidden.
    private static let printStyle: HTML = """
        @media print {
        :root { font-size: 9.5pt; color-scheme: light; --page: #fff; --soft: #f4f5f7; --line: #c9ced6; --text: #000; --quiet: #4a525c;
        --vends: #3b6fc4; --agent: #c46f0a; --good: #1a7f4b; --good-soft: #fff; --warn: #8a5a00; --warn-soft: #fff;
        --bad: #b3261e; --bad-soft: #fff; --weekend: #f1f2f5; }
        @page { margin: 1.5cm; }
        * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        main { max-width: none; padding: 0; }
        section { margin-top: 1.5rem; }
        details { display: none; }
        h2, h3 { break-after: avoid; }
        tr, .lane, .verdict, .figures { break-inside: avoid; }
        }
        """
}
