import Hummingbird
import Model
import Provisioning

/// The console's pages.
struct ConsolePages: Sendable {
    /// Read once; a template that can't be read fails every request, and a test.
    static let read = Result { try ConsolePages() }

    let parts: ConsoleParts
    private let first: HTMLPage
    private let person: HTMLPage
    private let signIn: HTMLPage

    private init() throws {
        parts = try ConsoleParts()
        first = try HTMLPage(Self.frame(title: "Console", Self.firstTemplate), style: ConsoleStyle.sheet)
        person = try HTMLPage(Self.frame(title: "Person", ConsolePersonPage.template), style: ConsoleStyle.sheet)
        signIn = try HTMLPage(Self.frame(title: "Sign in", Self.signInTemplate), style: ConsoleStyle.sheet)
    }

    /// - Parameter note: What became of the visitor's last act.
    func first(
        _ glance: ConsoleGlance, for means: ConsoleParts.Means, note: String?, leaving: String?
    ) -> Response {
        var values: [String: Any] = ["time": ConsoleWords.time(glance.at), "stamp": glance.at.description]
        for part in parts.rendered(glance, for: means) { values[part.name] = part.html }
        if let note { values["note"] = note }
        if let leaving { values["leaving"] = ["token": leaving] }
        return first.response(values, policy: HTMLPage.Policy(script: ConsoleScript.text))
    }

    /// What was found of the person whom the text means.
    func person(_ text: String, _ found: ConsolePerson.Found) -> Response {
        let status: HTTPResponse.Status =
            switch found {
            case .nobody: text.isEmpty ? .ok : .notFound
            case .several, .person: .ok
            }
        return person.response(ConsolePersonPage.values(text, found), status: status)
    }

    /// - Parameter wasRefused: A token was given, and it is not the one.
    func signIn(wasRefused: Bool) -> Response {
        var response = signIn.response(["refused": wasRefused], status: .unauthorized)
        response.headers[.wwwAuthenticate] = "Bearer realm=\"reconcile\""
        return response
    }

    private static func frame(title: String, _ main: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>\(title) · reconcile</title>
        <meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
        <style>{{{style}}}</style></head>
        <body>
        \(main)
        </body></html>

        """
    }

    static let search = """
        <form class="search" role="search" method="get" action="/console/people"><label for="user">Person: subject, user \
        name or e-mail address</label><input id="user" name="user" value="{{user}}" required maxlength="320" \
        autocomplete="off" spellcheck="false"><button>Why?</button></form>
        """

    private static let firstTemplate = """
        <header><h1>reconcile console</h1>
        <p class="quiet">As of <time datetime="{{stamp}}">{{time}}</time>. <span id="live" role="status" \
        aria-live="polite">Load the page anew to see what changed.</span></p>
        {{#note}}<p class="note" role="status">{{.}}</p>{{/note}}
        \(search)
        {{#leaving}}<form method="post" action="/console/session/end"><input type="hidden" name="form" \
        value="{{token}}"><button>Sign out</button></form>{{/leaving}}
        </header>
        <main>
        <section aria-labelledby="house-title"><h2 id="house-title">The house</h2><div id="house">{{{house}}}</div></section>
        <section aria-labelledby="attention-title"><h2 id="attention-title">Dead letters and held deliveries</h2>
        <div id="attention">{{{attention}}}</div></section>
        <section aria-labelledby="deliveries-title"><h2 id="deliveries-title">Latest deliveries</h2>
        <div id="deliveries">{{{deliveries}}}</div></section>
        </main>
        <script>{{{script}}}</script>
        """

    private static let signInTemplate = """
        <main><h1>reconcile console</h1>
        {{#refused}}<p class="bad" role="alert">This is not the token, or there were too many attempts just now.</p>{{/refused}}
        <form class="search" method="post" action="/console/session"><label for="token">Token of the console</label>
        <input id="token" name="token" type="password" required autocomplete="current-password"><button>Sign in</button></form>
        <p class="quiet">Who runs the listener has it: it is what <code>--console-token</code> refers to.</p></main>
        """
}
