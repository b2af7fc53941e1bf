import Model
import Provisioning

/// A person's page: what `why` tells, and what happened, newest first.
enum ConsolePersonPage {
    static func values(_ text: String, _ found: ConsolePerson.Found) -> [String: Any] {
        var values: [String: Any] = ["user": text]
        switch found {
        case .nobody: values["nobody"] = !text.isEmpty
        case .several(let people):
            values["several"] = [
                "count": people.count,
                "people": people.prefix(most).map { person in
                    [
                        "subject": person.subject.text, "query": PercentEncoding.escaped(person.subject.text.utf8),
                        "name": person.latest?.userName ?? "",
                        "connections": person.connections.joined(separator: ", "),
                    ]
                },
            ]
        case .person(let person): values["person"] = self.values(person)
        }
        return values
    }

    private static let most = 50

    private static func values(_ person: ConsolePerson) -> [String: Any] {
        let through = person.record.connections.joined(separator: ", ")
        return [
            "subject": person.record.subject.text, "name": person.record.latest?.userName ?? "",
            "through": through.isEmpty ? "no login of theirs is stored" : "connection \(through)",
            "owesNothing": person.parts.isEmpty,
            "parts": person.parts.map { part in
                [
                    "connector": part.connector, "summary": part.verdict.summary, "remedy": part.verdict.remedy ?? "",
                    "hasRemedy": part.verdict.remedy != nil,
                    "fields": part.fields.map { ["name": $0.name, "text": $0.text, "isNamed": !$0.name.isEmpty] },
                ] as [String: Any]
            },
            "events": events(of: person),
        ]
    }

    private static func events(of person: ConsolePerson) -> [[String: Any]] {
        let logins = person.logins.map { login in
            (
                at: login.receivedAt, what: "login",
                text: "signed in to \(login.application) through connection \(login.connection), told by trigger "
                    + "\(login.trigger); login \(login.id)", tone: ""
            )
        }
        let deliveries = person.deliveries.map { delivery in
            let reason = delivery.reasonInWords
            return (
                at: delivery.changedAt, what: "delivery",
                text: "to \(delivery.connector): \(delivery.status.rawValue), attempt \(delivery.attempt)"
                    + (reason.isEmpty ? "" : "; \(reason)") + "; delivery \(delivery.id) of login \(delivery.login)",
                tone: ConsoleWords.tone(of: delivery.status)
            )
        }
        return (logins + deliveries).sorted { $0.at > $1.at }.map { event in
            [
                "stamp": event.at.description, "time": ConsoleWords.time(event.at), "what": event.what,
                "text": event.text, "tone": event.tone,
            ]
        }
    }

    static let template = """
        <header><p><a href="/console">reconcile console</a></p>
        <h1>{{#person}}{{subject}}{{/person}}{{^person}}Person{{/person}}</h1>
        \(ConsolePages.search)</header>
        <main>
        {{#nobody}}<p class="note">No stored login or account link is of this person. Give a subject, user name or e-mail \
        address, whole.</p>{{/nobody}}
        {{#several}}<section aria-labelledby="several"><h2 id="several">{{count}} people are known so</h2><ul>
        {{#people}}<li><a href="/console/people?user={{query}}">{{subject}}</a> {{name}} {{connections}}</li>
        {{/people}}</ul></section>{{/several}}
        {{#person}}<p>{{name}}, {{through}}</p>
        {{#owesNothing}}<p>Nothing is owed: no outbound connector belongs to the connection.</p>{{/owesNothing}}
        {{#parts}}<section><h2>OutboundConnector/{{connector}}</h2><p><strong>{{summary}}</strong></p>
        {{#hasRemedy}}<p class="note">What to do: {{remedy}}</p>{{/hasRemedy}}
        <dl>{{#fields}}{{#isNamed}}<dt>{{name}}</dt>{{/isNamed}}<dd>{{text}}</dd>{{/fields}}</dl></section>
        {{/parts}}
        <section aria-labelledby="events"><h2 id="events">What happened</h2>
        <div class="scroll" role="region" aria-label="Table of what happened" tabindex="0"><table>
        <caption>Newest first.</caption>
        <thead><tr><th scope="col">Time</th><th scope="col">What</th><th scope="col">How</th></tr></thead><tbody>
        {{#events}}<tr><td><time datetime="{{stamp}}">{{time}}</time></td><td class="{{tone}}">{{what}}</td>\
        <td>{{text}}</td></tr>
        {{/events}}</tbody></table></div></section>{{/person}}
        </main>
        """
}
