import ArgumentParser
import Relay
import RelayProtocol
import RelayTransport
import Text

/// The program's entry point: takes arguments and returns an exit status.
enum RelayProgram {
    static let version = "0.1.0"

    static func start(_ arguments: [String]) async -> Int32 {
        let screen = Screen()
        do {
            let ssh = try SSHOptions(splitting: arguments)
            guard let command = try parse(ssh.rest) else { return 0 }
            try command.check()
            try Live.checkOpenFiles()
            if let destination = command.sshConfig {
                Screen.answer(try await Live.snippet(for: destination, ssh.options, listening: command.listen).text)
                return 0
            }
            let person = QuestionQueue(before: screen)
            guard person != nil || !command.needsPerson else {
                throw UsageError(
                    "there is no terminal for the question",
                    hint: "add --yes DESTINATION to open the browser without a question")
            }
            return await relay(command, ssh.options, person, screen)
        } catch {
            return report(error, screen)
        }
    }

    /// Runs until every destination has failed, and returns the status of the first failure.
    private static func relay(
        _ command: RelayCommand, _ options: [String], _ person: QuestionQueue?, _ screen: Screen
    ) async -> Int32 {
        let policy = RelayPolicy(unasked: Set(command.yes), allowsSandbox: command.sandbox)
        let relay = Relay(at: Live.workstation(person, screen), policy)
        let processes = SSHProcesses()
        EndingSignals.take { await processes.terminateAll() }
        let hosts =
            command.destinations.map {
                Live.host($0, options, remoteCommand: command.remoteCommand, processes, screen)
            } + command.socket.map(Live.host(socket:))
        let status = await withTaskGroup(of: Int32.self) { group in
            for host in hosts {
                group.addTask {
                    do {
                        try await relay.serve(host)
                        return 0
                    } catch  where processes.isEnding {
                        return 0
                    } catch {
                        return report(error, screen, at: host.route.text)
                    }
                }
            }
            if let path = command.listen {
                group.addTask {
                    do {
                        try await Live.serve(relay, brokersConnectingTo: path, screen)
                        return 0
                    } catch {
                        return report(error, screen)
                    }
                }
            }
            return await group.first { $0 != 0 } ?? 0
        }
        // The signal has ended all ssh processes and is about to end this one.
        if processes.isEnding { try? await Task.sleep(for: .seconds(60)) }
        return status
    }

    /// Returns nil if only the help or the version was requested.
    private static func parse(_ arguments: [String]) throws -> RelayCommand? {
        do {
            return try RelayCommand.parse(arguments)
        } catch {
            guard RelayCommand.exitCode(for: error).isSuccess else {
                throw UsageError(
                    RelayCommand.message(for: error).lowercasedFirst.shown, hint: "see 'farsign-relay --help'")
            }
            Screen.answer(RelayCommand.fullMessage(for: error) + "\n")
            return nil
        }
    }

    private static func report(_ error: any Error, _ screen: Screen, at host: String? = nil) -> Int32 {
        let explained = error as? any ExplainedError
        let place = host.map { "\($0.shown): " } ?? ""
        screen.say("farsign-relay: error: \(place)\(explained?.summary ?? "\(error)".shown)")
        if let hint = explained?.hint { screen.say("farsign-relay: hint: \(hint)") }
        return switch error {
        case is UsageError: 64
        case is StateError: 5
        case is RelayLinkError: 6
        case is RelayError: 4
        default: 1
        }
    }
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
