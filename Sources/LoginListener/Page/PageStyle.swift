/// The look of every page: the system's fonts, light or dark as the reader's system is, and contrast of 4.5 or more.
enum PageStyle {
    static let sheet = """
        :root { color-scheme: light dark; --ground: #f6f7f9; --card: #ffffff; --text: #1b1f24; --quiet: #57606a;
          --line: #d0d7de; --accent: #0550ae; --on-accent: #ffffff; --good: #116329; --bad: #a40e26; --wait: #7d4e00; }
        @media (prefers-color-scheme: dark) {
          :root { --ground: #0d1117; --card: #161b22; --text: #e6edf3; --quiet: #9aa4af; --line: #30363d;
            --accent: #79c0ff; --on-accent: #0d1117; --good: #56d364; --bad: #ff7b72; --wait: #e3b341; }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--ground); color: var(--text);
          font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
        a { color: var(--accent); }
        h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; }
        h2 { font-size: 1.125rem; margin: 1.5rem 0 .5rem; }
        p { margin: 0 0 1rem; }
        .quiet { color: var(--quiet); }
        .good { color: var(--good); } .bad { color: var(--bad); } .wait { color: var(--wait); }
        :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
        """
}
