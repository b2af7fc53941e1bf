/// The console's parts in Mustache.
enum ConsoleTemplates {
    private static let badges =
        #"{{#badges}} <span class="badge {{tone}}">{{word}}</span>{{#isTold}} <span class="quiet">{{story}}</span>{{/isTold}}{{/badges}}"#

    private static let person =
        #"<a href="/console/people?user={{query}}" title="subject {{subject}}">{{user}}</a>"#

    static let house = """
        <p>{{summary}} {{manifests}}</p>
        {{#isEmpty}}<p>Nothing is applied yet: <code>reconcile apply -f manifests/</code>.</p>{{/isEmpty}}
        {{^isEmpty}}
        <div class="scroll" role="region" aria-label="Picture of the house" tabindex="0">
        {{#picture}}<svg viewBox="0 0 {{width}} {{height}}"{{#isWide}} class="wide"{{/isWide}} role="img" aria-labelledby="picture-title picture-text">
        <title id="picture-title">Connections, login flows and connectors</title>
        <desc id="picture-text">{{summary}} The tables below tell the same.</desc>
        {{#heads}}<text class="head" x="{{x}}" y="20">{{name}}</text>
        {{/heads}}{{#frames}}<rect class="frame" x="{{x}}" y="{{y}}" width="{{width}}" height="{{height}}" rx="8"/>
        {{/frames}}{{#lines}}<path d="{{path}}"{{#off}} class="off"{{/off}}/>
        {{/lines}}{{#boxes}}<g><title>{{title}}</title><rect x="{{x}}" y="{{y}}" width="{{width}}" height="{{height}}" \
        rx="6" class="{{tone}}{{#off}} off{{/off}}"/><text class="name" x="{{textX}}" y="{{nameY}}">{{name}}</text>\
        <text class="detail" x="{{textX}}" y="{{detailY}}">{{detail}}</text>\
        <text class="mark" x="{{markX}}" y="{{nameY}}" text-anchor="end">{{mark}}</text></g>
        {{/boxes}}</svg>{{/picture}}
        </div>
        <h3>Connectors</h3>
        <div class="scroll" role="region" aria-label="Table of connectors" tabindex="0"><table>
        <thead><tr><th scope="col">Connector</th><th scope="col">Connection</th><th scope="col">Toggle</th>\
        <th scope="col">Breaker</th><th scope="col">Queue</th><th scope="col" class="number">Held</th>\
        <th scope="col" class="number">Dead</th>{{#form}}<th scope="col">Act</th>{{/form}}</tr></thead>
        <tbody>
        {{#connectors}}<tr><th scope="row" title="{{name}}">{{name}}\(badges)<br><span class="quiet">{{type}}</span></th>\
        <td>{{connection}}</td><td>{{state}}</td><td class="{{breakerTone}}">{{breaker}}{{#health}}<br>{{.}}{{/health}}</td>\
        <td>{{queue}}</td><td class="number">{{held}}</td><td class="number {{deadTone}}">{{dead}}</td>\
        {{#form}}<td><form method="post" action="/console/connectors/{{path}}/{{act}}">\
        <input type="hidden" name="form" value="{{token}}">\
        <button aria-label="{{actWord}} connector {{name}}">{{actWord}}</button></form></td>{{/form}}</tr>
        {{/connectors}}</tbody></table></div>
        <details id="connections"><summary>Connections</summary>
        <div class="scroll" role="region" aria-label="Table of connections" tabindex="0"><table>
        <thead><tr><th scope="col">Connection</th><th scope="col">Known as</th><th scope="col">Sign-in</th>\
        <th scope="col">Login flows</th><th scope="col">Connectors</th></tr></thead>
        <tbody>
        {{#connections}}<tr><th scope="row">{{name}}\(badges)</th><td>{{displayName}}</td><td>{{state}}</td>\
        <td>{{flows}}</td><td>{{connectors}}</td></tr>
        {{/connections}}</tbody></table></div></details>
        <details id="flows"><summary>Login flows</summary>
        <div class="scroll" role="region" aria-label="Table of login flows" tabindex="0"><table>
        <thead><tr><th scope="col">Login flow</th><th scope="col">Application</th>\
        <th scope="col">Connections</th></tr></thead>
        <tbody>
        {{#flows}}<tr><th scope="row">{{name}}\(badges)</th><td>{{displayName}}</td><td>{{connections}}</td></tr>
        {{/flows}}</tbody></table></div></details>
        {{#hasOthers}}<details id="others"><summary>Other resources</summary>
        <div class="scroll" role="region" aria-label="Table of other resources" tabindex="0"><table>
        <thead><tr><th scope="col">Resource</th><th scope="col">State</th></tr></thead>
        <tbody>
        {{#others}}<tr><th scope="row">{{name}}\(badges)</th><td>{{state}}</td></tr>
        {{/others}}</tbody></table></div></details>{{/hasOthers}}
        {{/isEmpty}}
        """

    static let attention = """
        {{#isEmpty}}<p>No dead letters, and nothing is held.</p>{{/isEmpty}}
        {{^isEmpty}}{{#isMore}}<p>{{shown}} of {{count}} are shown; \
        <code>reconcile deliveries --status dead --status held --limit {{count}}</code> lists all.</p>{{/isMore}}
        {{^hasForm}}<p class="quiet">Read-only here: <code>reconcile deliveries retry ID</code> and \
        <code>reconcile deliveries approve ID</code> act, as buttons do where the listener runs with \
        <code>--console-write</code>.</p>{{/hasForm}}
        <div class="scroll" role="region" aria-label="Table of dead letters and held deliveries" tabindex="0"><table>
        <thead><tr><th scope="col">Changed</th><th scope="col">Person</th><th scope="col">Connector</th>\
        <th scope="col">Status</th><th scope="col" class="number">Attempt</th><th scope="col">Reason</th>\
        <th scope="col">Delivery</th>{{#hasForm}}<th scope="col">Act</th>{{/hasForm}}</tr></thead>
        <tbody>
        {{#rows}}<tr><td><time datetime="{{stamp}}">{{time}}</time></td><td class="person">\(person)</td><td>{{connector}}</td>\
        <td class="{{tone}}">{{status}}</td><td class="number">{{attempt}}</td><td class="reason">{{reason}}</td>\
        <td><code>{{id}}</code></td>{{#hasForm}}<td>{{#act}}<form method="post" action="/console/deliveries/{{path}}/{{verb}}">\
        <input type="hidden" name="form" value="{{token}}">\
        <button aria-label="{{word}} the delivery of {{user}} to {{connector}}">{{word}}</button></form>{{/act}}</td>\
        {{/hasForm}}</tr>
        {{/rows}}</tbody></table></div>{{/isEmpty}}
        """

    static let deliveries = """
        <div class="scroll" role="region" aria-label="Table of the latest deliveries" tabindex="0"><table>
        <caption>Those of the newest logins first.</caption>
        <thead><tr><th scope="col">Changed</th><th scope="col">Person</th><th scope="col">Connector</th>\
        <th scope="col">Status</th><th scope="col" class="number">Attempt</th><th scope="col">Reason</th></tr></thead>
        <tbody>
        {{#rows}}<tr><td><time datetime="{{stamp}}">{{time}}</time></td><td class="person">\(person)</td><td>{{connector}}</td>\
        <td class="{{tone}}">{{status}}</td><td class="number">{{attempt}}</td><td class="reason">{{reason}}</td></tr>
        {{/rows}}{{^rows}}<tr><td colspan="6">No login has owed a delivery yet.</td></tr>{{/rows}}
        </tbody></table></div>
        """
}
