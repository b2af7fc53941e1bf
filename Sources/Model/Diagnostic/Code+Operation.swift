/// R604x: operators' commands on logins and deliveries.
extension DiagnosticCode {
    package static let nothingSelected = Self(
        "R6040", "no delivery was selected",
        "Name deliveries by their ids, or select them with `--connector`, `--since` or `--all`. `reconcile deliveries` lists them."
    )
    package static let deliveryNotTaken = Self(
        "R6041", "a delivery can't be retried or approved as it stands",
        "Only dead letters are retried and only held deliveries approved. `reconcile deliveries` shows how each stands."
    )
    package static let unknownPerson = Self(
        "R6042", "nobody is known by this name",
        "Give the subject, the user name or the e-mail address of a stored login, whole. `reconcile logins` lists them; retention may have removed old ones."
    )
    package static let ambiguousPerson = Self(
        "R6043", "several people are known by this name",
        "Two people share a user name or an e-mail address. Give the subject of the one you mean.")
    package static let deliveryOpen = Self(
        "R6044", "a delivery of this person is open",
        "A person's deliveries to a connector run one at a time. Let the listener end the open one, or approve it when it is held."
    )
    package static let claimsUnreadable = Self(
        "R6045", "the claims can't be used",
        "The file holds one JSON or YAML map: the claims as the identity provider gives them, with `sub` unless `--subject` is given."
    )
    package static let connectorNotOwed = Self(
        "R6046", "the connector owes this person nothing",
        "It must be enabled and belong to the connection that the person signs in through.")

    static let operation = [
        nothingSelected, deliveryNotTaken, unknownPerson, ambiguousPerson, deliveryOpen, claimsUnreadable,
        connectorNotOwed,
    ]
}
