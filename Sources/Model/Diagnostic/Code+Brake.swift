/// R3xxx: brakes. A brake refuses a plan; `--confirm DIGEST` lets that one plan pass.
extension DiagnosticCode {
    package static let deletesProtected = Self(
        "R3001", "the plan would delete a protected resource",
        "Protection is kept in the stored state, so removing the manifest does not remove it. Apply `protect: false` first, or confirm the plan's digest."
    )
    package static let deletesReferenced = Self(
        "R3002", "the plan would delete a resource that others refer to",
        "Delete or change the resources that refer to it in the same plan, or confirm the plan's digest.")
    package static let deletesEverything = Self(
        "R3003", "the plan would delete everything",
        "Every resource of this owner would go. If that is meant, confirm the plan's digest.")
    package static let deletesTooMany = Self(
        "R3004", "the plan would delete more than 30 % of the resources",
        "Ten or more resources exist and more than 30 % of them would go. If that is meant, confirm the plan's digest.")
    package static let wrongConfirmation = Self(
        "R3005", "the confirmed digest is another plan's",
        "`--confirm` takes the digest of exactly this plan. Read the plan again and confirm the digest it shows.")

    static let brake = [deletesProtected, deletesReferenced, deletesEverything, deletesTooMany, wrongConfirmation]
}
