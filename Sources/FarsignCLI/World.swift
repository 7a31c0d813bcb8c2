package import Broker
package import FarsignCore
package import History
import RelayProtocol
package import Session

/// Everything outside the process that a command can use. `farsign/Live.swift` builds the real one; command tests
/// build their own.
package struct World: Sendable {
    package var console: Console
    package var service: Service
    package var stores: Stores
    package var actor: @Sendable () -> Actor
    /// The absolute path of the program that a profile's `credential_process` should run.
    package var executable: String
    /// Makes a path from the command line absolute, because a session outlives the current directory.
    package var absolutePath: @Sendable (_ path: String) throws -> String
    /// The absolute path of the AWS tools' token cache.
    package var tokenDirectory: @Sendable () throws -> String
    /// The sources of replies while a command waits: the terminal or stdin, and the signals that end the wait.
    package var replySources: @Sendable () -> [any ReplySource]
    /// Reads all of stdin if stdin is not a terminal.
    package var readInput: @Sendable () -> Arrival
    /// Reads stdin to its end, or until there are more than so many bytes.
    package var readStandardInput: @Sendable (_ limit: Int) throws -> [UInt8] = { _ in [] }
    /// Reads a file that the command line names.
    package var readFile: @Sendable (_ path: String, _ limit: Int) throws -> [UInt8] = { _, _ in [] }
    /// Prepares to wait for new events. The result waits for so long, or until something ends the waits.
    package var follow: @Sendable () throws -> @Sendable (Duration) -> FollowEnd? = { { _ in .interrupted } }
    /// A folder of shipped objects, by its name as the person wrote it and its absolute path.
    package var folder: @Sendable (_ name: String, _ path: String) -> any ObjectStore
    /// The file that a path leads to over symbolic links.
    package var followLinks: @Sendable (_ path: String) throws -> String = { $0 }
    /// Connects to a log daemon.
    package var logSocket: @Sendable (LogDestination) throws -> any LogSocket = { destination in
        throw LogSocketError.unavailable(destination, "there is no log daemon here")
    }
    /// This machine's name.
    package var hostName: @Sendable () -> String
    /// A closure, because only a waiting login and `attach` need the ports; `credentials` does not.
    package var ports: @Sendable () throws -> LoginPorts

    package init(
        console: Console, service: Service, stores: Stores, actor: @escaping @Sendable () -> Actor,
        executable: String, absolutePath: @escaping @Sendable (_ path: String) throws -> String,
        tokenDirectory: @escaping @Sendable () throws -> String,
        replySources: @escaping @Sendable () -> [any ReplySource],
        readInput: @escaping @Sendable () -> Arrival,
        folder: @escaping @Sendable (_ name: String, _ path: String) -> any ObjectStore,
        hostName: @escaping @Sendable () -> String,
        ports: @escaping @Sendable () throws -> LoginPorts
    ) {
        self.console = console
        self.service = service
        self.stores = stores
        self.actor = actor
        self.executable = executable
        self.absolutePath = absolutePath
        self.tokenDirectory = tokenDirectory
        self.replySources = replySources
        self.readInput = readInput
        self.folder = folder
        self.hostName = hostName
        self.ports = ports
    }

    var person: Person {
        var person = Person(actor: actor, warn: console.warn)
        person.note = { [console] line in console.verbose(line) }
        return person
    }

    var finder: SessionFinder {
        SessionFinder(
            config: stores.config, records: stores.records, tokens: stores.tokens,
            surroundings: service.surroundings, tokenDirectory: tokenDirectory)
    }

    /// The settings of the files and the environment. Reads the files.
    func configuration() throws -> Configuration {
        try Configuration.read(from: stores.configuration, variable: service.surroundings.variable)
    }

    var vending: Vending { Vending(finder: finder, service: service, stores: stores, person: person) }

    var checkpoints: Checkpoints {
        Checkpoints(stores: stores, person: person, now: service.surroundings.now)
    }

    var logins: Logins { Logins(service: service, stores: stores, person: person) }

    var signInSessions: SignInSessions {
        SignInSessions(finder: finder, service: service, stores: stores, person: person)
    }

    /// - Parameter host: this machine's name.
    func greeting(host: String) -> RelayGreeting {
        RelayGreeting(
            server: "farsign/\(Farsign.version)", host: host, user: actor().user ?? "uid \(actor().uid)")
    }

    func profileName(_ flag: String?) -> String {
        ProfileSources.profileName(flag: flag, variable: service.surroundings.variable)
    }
}
