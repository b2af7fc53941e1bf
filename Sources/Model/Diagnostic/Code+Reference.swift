/// R2xxx: references between resources.
extension DiagnosticCode {
    package static let duplicateResource = Self(
        "R2001", "the same resource twice",
        "A kind and name may be declared once in all files together. Rename or remove one.")
    package static let danglingReference = Self(
        "R2002", "a reference to a resource that does not exist",
        "The name must be declared in the manifests, or be in the stored state.")
    package static let undeclaredAttribute = Self(
        "R2003", "a template uses an attribute nobody maps",
        "A template may use the standard user attributes and those that the connection's `attributes` declare. Declare the claim there: `attributes: {costCenter: cost_center}`."
    )
    package static let ownedByAnother = Self(
        "R2004", "a resource that belongs to another owner",
        "Each resource belongs to an owner; apply touches no other owner's. Apply as that owner, or move it with `--take-ownership`."
    )
    package static let ambiguousApplication = Self(
        "R2005", "two login flows answer to the same application name",
        "A trigger names an application by the flow's name or one of its `identifiers`; each may belong to one flow only."
    )
    package static let contradictoryRename = Self(
        "R2006", "a rename that contradicts another manifest",
        "`metadata.renamedFrom` names the stored resource whose place this one takes, so no manifest may declare that name any more, and only one may take it."
    )
    package static let nameStillLinked = Self(
        "R2007", "the new name of a connector still has account links",
        "An earlier connector of that name left account links behind, which may belong to another target. Choose another name."
    )

    static let reference = [
        duplicateResource, danglingReference, undeclaredAttribute, ownedByAnother, ambiguousApplication,
        contradictoryRename,
        nameStillLinked,
    ]
}
