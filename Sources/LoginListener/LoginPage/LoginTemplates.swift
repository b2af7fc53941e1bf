/// The login pages in Mustache. What stands between two braces is escaped.
enum LoginTemplates {
    private static func page(_ content: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>{{title}}</title>
        <style>{{{style}}}</style>
        </head>
        <body>
        <main>
        {{#logo}}<img class="logo" src="{{.}}" alt="">
        {{/logo}}
        \(content)
        </main>
        </body>
        </html>

        """
    }

    static let choice = page(
        """
        <h1>{{heading}}</h1>
        {{#note}}<p role="status">{{.}}</p>
        {{/note}}
        <nav aria-label="Ways to sign in">
        <ul class="choices">
        {{#choices}}<li><a class="button" href="{{address}}">{{words}}</a></li>
        {{/choices}}
        </ul>
        </nav>
        """)

    static let progress = page(
        """
        <h1>You are signed in</h1>
        <p role="status">{{summary}}</p>
        <ul class="accounts">
        {{#accounts}}<li><span class="name">{{name}}</span> <span class="{{look}}">{{words}}</span></li>
        {{/accounts}}
        </ul>
        <p><a class="button" href="{{next}}">Continue to {{application}}</a></p>
        """)

    static let question = page(
        """
        <h1>Sign out of {{application}}?</h1>
        <p>You are signed out here and, where it supports that, at your identity provider.</p>
        <form method="post" action="{{action}}">
        <input type="hidden" name="token" value="{{token}}">
        <button class="button" type="submit">Sign out</button>
        </form>
        <p><a href="{{back}}">Stay signed in</a></p>
        """)

    static let signedOut = page(
        """
        <h1>You are signed out</h1>
        <p>To be sure on a shared computer, close the browser too.</p>
        <p><a class="button" href="{{again}}">Sign in again</a></p>
        """)

    static let refusal = page(
        """
        <h1>{{heading}}</h1>
        <p role="alert">{{advice}}</p>
        {{#again}}<p><a class="button" href="{{.}}">Try again</a></p>
        {{/again}}
        <p class="quiet">If it does not get better, ask the people who run this application, and tell them this
        reference: <code>{{reference}}</code></p>
        """)

    static let style = """

        main { max-width: 26rem; margin: 8vh auto; padding: 2rem 1.5rem; background: var(--card);
          border: 1px solid var(--line); border-top: .25rem solid var(--button); border-radius: .5rem; }
        @media (max-width: 30rem) { main { margin: 0; border-width: .25rem 0 0; border-radius: 0; min-height: 100vh; } }
        .logo { display: block; max-width: 100%; max-height: 4rem; margin: 0 0 1rem; }
        ul { list-style: none; margin: 1rem 0; padding: 0; }
        .choices li { margin: 0 0 .75rem; }
        .button { display: block; width: 100%; padding: .75rem 1rem; border: 1px solid var(--button);
          border-radius: .375rem; background: var(--button); color: var(--on-button); font: inherit; font-weight: 600;
          text-align: center; text-decoration: none; overflow-wrap: anywhere; cursor: pointer; }
        .button:hover { text-decoration: underline; }
        .accounts li { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; padding: .5rem 0;
          border-bottom: 1px solid var(--line); }
        .name { font-weight: 600; overflow-wrap: anywhere; }
        code { overflow-wrap: anywhere; }
        """

    /// The buttons' colours: those of the application, or the ones that every page has.
    static func colours(_ accent: (text: String, isLight: Bool)?) -> String {
        guard let accent else { return "\n:root { --button: var(--accent); --on-button: var(--on-accent); }" }
        return "\n:root { --button: \(accent.text); --on-button: \(accent.isLight ? "#000000" : "#ffffff"); }"
    }
}
