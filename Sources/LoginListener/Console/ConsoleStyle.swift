/// The look of the console, on top of every page's.
enum ConsoleStyle {
    static let sheet =
        PageStyle.sheet + """

            main, header { max-width: 76rem; margin: 0 auto; padding: 0 1rem; }
            header { padding-top: 1rem; }
            main:first-child { padding-top: 1rem; }
            section { background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
              padding: 0 1rem 1rem; margin: 0 0 1rem; }
            h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
            form.search { display: flex; gap: .5rem; flex-wrap: wrap; align-items: center; margin: .5rem 0 1rem; }
            input { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--quiet);
              border-radius: .25rem; padding: .375rem .5rem; max-width: 100%; }
            button { font: inherit; color: var(--on-accent); background: var(--accent); border: 0; border-radius: .25rem;
              padding: .375rem .75rem; min-height: 2rem; cursor: pointer; white-space: nowrap; }
            td form { margin: 0; }
            .scroll { overflow: auto; max-height: 85vh; }
            table { border-collapse: collapse; width: 100%; font-size: .875rem; }
            caption { text-align: left; color: var(--quiet); padding: .25rem 0; }
            th, td { text-align: left; vertical-align: top; padding: .375rem .75rem .375rem 0;
              border-top: 1px solid var(--line); }
            thead th { border-top: 0; white-space: nowrap; }
            tbody th { font-weight: 600; }
            tbody th .quiet { font-weight: 400; }
            td, tbody th { overflow-wrap: anywhere; min-width: 5rem; }
            tbody th, td.person { min-width: 12rem; }
            td.reason { min-width: 14rem; }
            td.good, td.bad, td.wait, td.quiet { overflow-wrap: normal; }
            td.number, th.number { text-align: right; min-width: 0; }
            time { white-space: nowrap; }
            .badge { display: inline-block; border: 1px solid currentColor; border-radius: 1rem; padding: 0 .5rem;
              font-size: .75rem; white-space: nowrap; }
            .note { border-left: .25rem solid var(--accent); padding: .5rem .75rem; background: var(--card); }
            details { margin-top: .75rem; }
            summary { cursor: pointer; font-weight: 600; padding: .25rem 0; }
            dl { margin: .25rem 0 0; font-size: .875rem; }
            dt { color: var(--quiet); }
            dd { margin: 0 0 .375rem; overflow-wrap: anywhere; }
            svg { display: block; min-width: 60rem; width: 100%; height: auto; font-size: 13px; }
            svg text { fill: var(--text); }
            svg .head, svg .detail { fill: var(--quiet); }
            svg .name { font-weight: 600; }
            svg .mark { fill: var(--bad); font-weight: 600; }
            svg rect { fill: var(--ground); stroke: var(--quiet); }
            svg rect.good { stroke: var(--good); } svg rect.wait { stroke: var(--wait); stroke-width: 2; }
            svg rect.bad { stroke: var(--bad); stroke-width: 3; }
            svg rect.frame { fill: none; stroke: var(--line); }
            svg.wide { min-width: 68rem; }
            svg rect.off { stroke-dasharray: 5 4; }
            svg path { fill: none; stroke: var(--quiet); stroke-width: 1.5; }
            svg path.off { stroke-dasharray: 5 4; }
            """
}
