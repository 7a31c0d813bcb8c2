import Broker
package import FarsignCLI
package import FarsignCore
import Session
import SignInSandbox
import TestSupport
package import Text

extension TestWorld {
    /// What a command answered.
    package struct Outcome: Sendable {
        package let status: Int32
        package let answer: String
        package let notices: String

        /// The notices' lines.
        package var lines: [String] { notices.split(separator: "\n").map(String.init) }

        /// The answer, one JSON value a line.
        package var json: [JSONValue] {
            get throws { try answer.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) } }
        }
    }

    /// Runs a command as `main.swift` does.
    ///
    /// - Parameters:
    ///   - input: all of stdin, where it is no terminal.
    ///   - typed: makes the console a terminal, at which a person types these lines when asked.
    ///   - screen: stdout's terminal, if it is one.
    ///   - ports: how browsers and relays come in; not at all by default.
    ///   - script: what the sources of replies bring, from the moment in which the command waits for them.
    package func farsign(
        _ arguments: [String], input: String? = nil, typed: [String]? = nil, screen: Screen? = nil,
        ports: LoginPorts = .unused,
        script: (@Sendable (_ seen: Recorder, _ deliver: (Arrival) -> Void) -> Void)? = nil
    ) async throws -> Outcome {
        let recorder = Recorder(typed: typed, screen: screen)
        let sources = script.map { script in [ScriptedSource { script(recorder, $0) }] } ?? []
        let world = world(
            recorder, input: input.map { .text($0, .submit) } ?? .ended(.submit), sources: sources, ports: ports)
        let status = try await blocking { Self.run(arguments, recorder, world) }
        return Outcome(status: status, answer: recorder.answer, notices: recorder.notices)
    }

    /// Blocks; for a script, which has a thread of its own.
    @discardableResult
    package static func run(_ arguments: [String], _ recorder: Recorder, _ world: World) -> Int32 {
        let console = recorder.console
        return Farsign.vend(arguments, console: console, in: { world })
            ?? Farsign.start(arguments, console: console, in: { world })
    }

    /// Offers a login without waiting for it.
    package func offer(_ options: [String] = []) async throws -> (id: String, url: String) {
        let started = try await farsign(["login", "--no-wait", "--json", "--region", "us-east-1"] + options)
        guard let event = try started.json.first, let id = event["login"]?.text, let url = event["url"]?.text else {
            throw Unexpected(outcome: started)
        }
        return (id, url)
    }

    /// Signs in at the sandbox, and submits what its page shows.
    ///
    /// - Parameter arn: the sandbox's first identity by default.
    @discardableResult
    package func signIn(_ profile: String = "dev", as arn: String? = nil, _ options: [String] = []) async throws
        -> Outcome
    {
        let offer = try await offer(["--profile", profile] + options)
        let submitted = try await farsign(["submit", "--json"], input: sandbox.signIn(at: offer.url, as: arn))
        guard submitted.status == 0 else { throw Unexpected(outcome: submitted) }
        return submitted
    }

    /// A step on a test's way went wrong.
    package struct Unexpected: Error {
        package let outcome: Outcome
    }
}
