import ArgumentParser
import Model

/// Gives every flag its `RECONCILE_*` variable: `--lock-timeout` reads `RECONCILE_LOCK_TIMEOUT`.
///
/// The variables become arguments of the command that is about to run, so that they are parsed and checked alike.
enum EnvironmentArguments {
    static let prefix = "RECONCILE_"

    /// The arguments with those that only variables give added.
    ///
    /// - Parameter description: The commands and their flags, as the argument parser describes them in JSON.
    static func adding(
        _ environment: [String: String], to arguments: [String], description: () -> String
    ) -> [String] {
        let given = environment.filter { $0.key.hasPrefix(prefix) && !$0.key.hasPrefix(prefix + "VAR_") }
        guard !given.isEmpty, let root = try? JSONReader.read(Array(description().utf8)),
            var command = root["command"]
        else { return arguments }
        var position = 0
        for argument in arguments {
            guard let next = subcommand(argument, of: command) else { break }
            command = next
            position += 1
        }
        guard position > 0 else { return arguments }
        while let name = command["defaultSubcommand"]?.string, let next = subcommand(name, of: command) {
            command = next
        }
        var added: [String] = []
        for argument in command["arguments"]?.list ?? [] {
            let names = (argument["names"]?.list ?? []).map(flag)
            guard let long = names.first(where: { $0.hasPrefix("--") && !["--help", "--version"].contains($0) }),
                let value = given[prefix + variable(long)], !arguments.contains(where: { uses($0, names) })
            else { continue }
            added += spelled(long, value, kind: argument["kind"]?.string, isRepeating: argument["isRepeating"]?.bool)
        }
        return Array(arguments[..<position]) + added + Array(arguments[position...])
    }

    private static func subcommand(_ word: String, of command: Value) -> Value? {
        (command["subcommands"]?.list ?? []).first { candidate in
            candidate["commandName"]?.string == word
                || (candidate["aliases"]?.list ?? []).contains(.string(word))
        }
    }

    private static func flag(_ name: Value) -> String {
        let text = name["name"]?.string ?? ""
        return name["kind"]?.string == "long" ? "--\(text)" : "-\(text)"
    }

    private static func variable(_ long: String) -> String {
        String(long.dropFirst(2)).uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
    }

    private static func uses(_ argument: String, _ names: [String]) -> Bool {
        names.contains { name in
            argument == name || argument.hasPrefix(name + "=")
                || (name.count == 2 && argument.hasPrefix(name) && !argument.hasPrefix("--"))
        }
    }

    private static func spelled(_ long: String, _ value: String, kind: String?, isRepeating: Bool?) -> [String] {
        guard kind == "option" else {
            return ["1", "true", "yes"].contains(value.lowercased()) ? [long] : []
        }
        let values = isRepeating == true ? value.split(separator: ",").map(String.init) : [value]
        return values.flatMap { [long, $0] }
    }
}
