package import Broker
package import FarsignCore
import RelayProtocol

/// All that a command can touch. `farsign/Live.swift` builds the real one;
/// command tests put in what they want to see.
package struct World: Sendable {
    package var console: Console
    package var service: Service
    package var stores: Stores
    package var actor: @Sendable () -> Actor
    /// The absolute path of this program, as a profile should name it.
    package var executable: String
    /// A path that the person gave, from the root: sessions outlive the directory it was given in.
    package var absolutePath: @Sendable (_ path: String) throws -> String
    /// The AWS tools' token cache, absolute.
    package var tokenDirectory: @Sendable () throws -> String
    /// Where replies come from while a command waits: the terminal or stdin, and the signals that end the wait.
    package var replySources: @Sendable () -> [any ReplySource]
    /// All of stdin, where that is no terminal.
    package var readInput: @Sendable () -> Arrival
    /// Made when a login waits, or a relay is answered: a vend has no use for them.
    package var ports: @Sendable () throws -> LoginPorts

    package init(
        console: Console, service: Service, stores: Stores, actor: @escaping @Sendable () -> Actor,
        executable: String, absolutePath: @escaping @Sendable (_ path: String) throws -> String,
        tokenDirectory: @escaping @Sendable () throws -> String,
        replySources: @escaping @Sendable () -> [any ReplySource],
        readInput: @escaping @Sendable () -> Arrival,
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
        self.ports = ports
    }

    var person: Person { Person(actor: actor, warn: console.warn) }

    var finder: SessionFinder {
        SessionFinder(
            config: stores.config, records: stores.records, tokens: stores.tokens,
            surroundings: service.surroundings, tokenDirectory: tokenDirectory)
    }

    var vending: Vending { Vending(finder: finder, service: service, stores: stores, person: person) }

    var logins: Logins { Logins(service: service, stores: stores, person: person) }

    /// - Parameter host: this machine's name.
    func greeting(host: String) -> RelayGreeting {
        RelayGreeting(
            server: "farsign/\(Farsign.version)", host: host, user: actor().user ?? "uid \(actor().uid)")
    }

    func profileName(_ flag: String?) -> String {
        ProfileSources.profileName(flag: flag, variable: service.surroundings.variable)
    }
}
