public import Broker
public import FarsignCore

/// All that a command can touch. `farsign/Live.swift` builds the real one;
/// command tests put in what they want to see.
public struct World: Sendable {
    public var console: Console
    public var service: Service
    public var stores: Stores
    public var actor: @Sendable () -> Actor
    /// The absolute path of this program, as a profile should name it.
    public var executable: String
    /// A path that the person gave, from the root: sessions outlive the directory it was given in.
    public var absolutePath: @Sendable (_ path: String) throws(StateError) -> String
    /// The AWS tools' token cache, absolute.
    public var tokenDirectory: @Sendable () throws(StateError) -> String
    /// Where replies come from while a command waits: the terminal or stdin, and the signals that end the wait.
    public var replySources: @Sendable () -> [any ReplySource]
    /// All of stdin, where that is no terminal.
    public var readInput: @Sendable () -> Arrival
    /// Made when a login waits, or a relay is answered: a vend has no use for them.
    public var doors: @Sendable () throws(StateError) -> LoginDoors

    public init(
        console: Console, service: Service, stores: Stores, actor: @escaping @Sendable () -> Actor,
        executable: String, absolutePath: @escaping @Sendable (_ path: String) throws(StateError) -> String,
        tokenDirectory: @escaping @Sendable () throws(StateError) -> String,
        replySources: @escaping @Sendable () -> [any ReplySource],
        readInput: @escaping @Sendable () -> Arrival,
        doors: @escaping @Sendable () throws(StateError) -> LoginDoors
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
        self.doors = doors
    }

    var person: Person { Person(actor: actor, warn: console.warn) }

    var finder: SessionFinder {
        SessionFinder(
            config: stores.config, records: stores.records, tokens: stores.tokens,
            variable: service.surroundings.variable, tokenDirectory: tokenDirectory)
    }

    var vending: Vending { Vending(finder: finder, service: service, stores: stores, person: person) }

    var logins: Logins {
        Logins(service: service, stores: stores, person: person, executable: executable, tokenDirectory: tokenDirectory)
    }

    /// - Parameters:
    ///   - host: this machine's name.
    ///   - login: the one that relays are told of; all that wait by default.
    func desk(host: String, only login: LoginID? = nil) -> RelayDesk {
        let greeting = RelayGreeting(
            server: "farsign/\(Farsign.version)", host: host, user: actor().user ?? "uid \(actor().uid)")
        return RelayDesk(logins: logins, greeting: greeting, only: login, warn: console.warn)
    }

    func profileName(_ flag: String?) -> String {
        ProfileSources.profileName(flag: flag, variable: service.surroundings.variable)
    }
}
