import FoundationEssentials
import RelayProtocol
import SignIn
import Text

/// The logins of one host that this workstation is handling, across connections to that host.
actor ActiveLogins {
    private struct ActiveLogin {
        let signIn: RelayedSignIn
        let link: RelayLink
        var task: Task<Void, Never>?
        var deadline: Task<Void, Never>?
        /// Whether the last list that a connection received contained the login.
        var isListed = true
        /// Whether nothing is left to do for it here.
        var isDone = false
    }

    private let route: RelayRoute
    private let workstation: Workstation
    private let policy: RelayPolicy
    private var logins: [LoginID: ActiveLogin] = [:]
    /// The number of logins handled so far.
    private(set) var taken = 0
    private var recent = RecentEvents(most: ActiveLogins.mostInWindow, within: ActiveLogins.window)

    /// The maximum number of logins in a time window. A person signs in to one login after another, so more than this
    /// is abuse.
    private static let most = 8
    private static let mostInWindow = 16
    private static let window = Duration.seconds(60)
    /// The lifetime of a login, whatever a host says.
    private static let longestWait: Duration = .seconds(600)

    init(of route: RelayRoute, at workstation: Workstation, _ policy: RelayPolicy) {
        self.route = route
        self.workstation = workstation
        self.policy = policy
    }

    /// Whether the server has answered everything that was submitted.
    var isIdle: Bool { logins.values.allSatisfy { $0.isDone || $0.signIn.isSignedIn } }

    /// Handles the list of waiting logins that `connection` received.
    func update(_ waiting: [WaitingLogin], over connection: any RelayConnection) async {
        let listed = Set(waiting.map(\.id))
        for (id, login) in logins {
            logins[id]?.isListed = listed.contains(id)
            if !listed.contains(id) { end(id) }
            await login.link.use(connection)
        }
        for login in waiting where logins[login.id] == nil && mayTakeMore() { await take(login, over: connection) }
    }

    /// Ends all logins, because there will be no further connection to the host.
    func endAll() async {
        for (id, login) in logins {
            await login.link.end()
            logins[id]?.isListed = false
            end(id)
        }
    }

    private func mayTakeMore() -> Bool {
        let verdict = recent.check(.now)
        if verdict == .firstTooMany {
            workstation.say(
                "\(route.text.shown): offers more than \(Self.mostInWindow) logins a minute; further ones have to wait")
        }
        return verdict == .allowed && logins.values.count { !$0.isDone } < Self.most
    }

    private func take(_ login: WaitingLogin, over connection: any RelayConnection) async {
        _ = recent.add(.now)
        taken += 1
        let link = RelayLink()
        let host = RelayHostName(route, connection.greeting)
        let signIn = RelayedSignIn(login, on: host, over: link, at: workstation, policy)
        logins[login.id] = ActiveLogin(signIn: signIn, link: link)
        await link.use(connection)
        logins[login.id]?.task = Task { [workstation] in
            do {
                try await signIn.run()
            } catch is CancellationError {
                workstation.say("\(host.typed): the login of profile \(login.profile.brief) has ended")
            } catch {
                let reason = (error as? any ExplainedError)?.summary ?? "\(error)".shown
                workstation.say("\(host.typed): \(reason)")
            }
            done(login.id)
        }
        let lifetime = Duration.seconds(max(0, login.expiresAt.timeIntervalSince(login.startedAt)))
        logins[login.id]?.deadline = Task { [workstation] in
            guard (try? await workstation.pause(min(lifetime, Self.longestWait))) != nil else { return }
            await link.end()
            end(login.id)
        }
    }

    /// The login ended on the server. A submitted code is still answered.
    private func end(_ id: LoginID) {
        guard let login = logins[id] else { return }
        if login.isDone {
            remove(id)
        } else if !login.signIn.isSubmitting {
            login.task?.cancel()
        }
    }

    /// The login stays known as long as the server lists it, so that nobody is asked twice.
    private func done(_ id: LoginID) {
        logins[id]?.isDone = true
        logins[id]?.deadline?.cancel()
        if logins[id]?.isListed == false { remove(id) }
    }

    private func remove(_ id: LoginID) {
        logins.removeValue(forKey: id)?.deadline?.cancel()
    }
}
