import ArgumentParser
import FoundationEssentials
import Model

/// The command line: `reconcile VERB …`.
struct Reconcile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Config as code for IdP-level outbound provisioning.",
        discussion: """
            Declare connections, login flows, outbound connectors and login triggers in YAML; apply them; listen for \
            logins, and whoever signs in gets an account in every enabled connector.

            Exit codes: 0 done or nothing to do, 1 error, 2 changes pending, 3 drift, 4 refused by a brake, \
            5 partly done, 6 lock held, 7 plan is stale, 64 usage, 130 and 143 interrupted.
            Every flag has a variable: --lock-timeout reads RECONCILE_LOCK_TIMEOUT. A flag beats its variable.
            """,
        version: Program.version,
        groupedSubcommands: [
            CommandGroup(
                name: "Reconcile", subcommands: [Validate.self, PlanCommand.self, Apply.self, DriftCommand.self]),
            CommandGroup(
                name: "Stored state",
                subcommands: [
                    Get.self, Describe.self, Export.self, ConnectorCommand.self, History.self, RollbackCommand.self,
                    LockCommand.self,
                ]),
            CommandGroup(
                name: "Provision",
                subcommands: [
                    Listen.self, Provision.self, Logins.self, DeliveriesCommand.self, Accounts.self, WhyCommand.self,
                    Doctor.self,
                    Vacuum.self,
                ]),
            CommandGroup(
                name: "Write manifests",
                subcommands: [
                    Init.self,
                    Fmt.self,
                    Explain.self,
                    SchemaCommand.self,
                    ImportCommand.self,
                    Completions.self,
                ]),
        ])
}

/// Runs the command line.
package enum Program {
    package static let version = "0.1.0"

    /// Runs the program.
    ///
    /// - Parameter arguments: Without the program's own name.
    /// - Returns: The exit status.
    package static func status(of arguments: [String]) async -> Int32 {
        let environment = ProcessInfo.processInfo.environment
        let complete = EnvironmentArguments.adding(environment, to: arguments) { Reconcile._dumpHelp() }
        return await Interruption.watching { await run(complete) }
    }

    private static func run(_ arguments: [String]) async -> Int32 {
        do {
            var command = try Reconcile.parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return ExitStatus.done.rawValue
        } catch let status as ExitStatus {
            return status.rawValue
        } catch let findings as Diagnostics {
            return report(findings, arguments: arguments)
        } catch is CancellationError {
            return ExitStatus.failed.rawValue
        } catch {
            let text = Reconcile.fullMessage(for: error)
            let code = Reconcile.exitCode(for: error).rawValue
            if !text.isEmpty { Console.write(text + "\n", to: code == 0 ? 1 : 2) }
            return code
        }
    }

    private static func report(_ findings: Diagnostics, arguments: [String]) -> Int32 {
        let isQuiet = arguments.contains("--quiet") || arguments.contains("-q")
        let colour = zip(arguments, arguments.dropFirst()).first { $0.0 == "--color" }.flatMap {
            Console.Colour(rawValue: $0.1)
        }
        Console(
            colour: colour ?? arguments.compactMap { Console.Colour(rawValue: String($0.dropFirst(8))) }.first ?? .auto,
            volume: isQuiet ? .quiet : .usual, environment: ProcessInfo.processInfo.environment
        ).report(findings)
        return ExitStatus(for: findings).rawValue
    }
}
