import FarsignShared
import FoundationEssentials

/// The logins of one host that this workstation is busy with, across its connections.
actor LoginsInHand {
    private struct InHand {
        let signIn: RelayedSignIn
        let link: RelayLink
        let task: Task<Void, Never>
    }

    private let name: String
    private let workstation: Workstation
    private let policy: RelayPolicy
    private var logins: [LoginID: InHand] = [:]

    /// A person signs in to one thing after another; a host that offers more at once is not believed.
    private static let most = 8
    /// No login waits longer, whatever a host says.
    private static let longestWait: Duration = .seconds(600)

    init(of name: String, at workstation: Workstation, _ policy: RelayPolicy) {
        self.name = name
        self.workstation = workstation
        self.policy = policy
    }

    /// What `connection` says that waits now.
    ///
    /// - Parameter gone: what waited before, and does not any more.
    func update(_ waiting: [RelayLogin], gone: Set<LoginID>, over connection: any RelayConnection) async {
        for id in gone { drop(id) }
        for login in waiting {
            if let known = logins[login.id] {
                await known.link.use(connection)
            } else if logins.count < Self.most {
                await take(login, over: connection)
            }
        }
    }

    /// Those whose end no connection has told yet.
    var ids: Set<LoginID> { Set(logins.keys) }

    func dropAll() {
        for id in logins.keys { drop(id) }
    }

    private func take(_ login: RelayLogin, over connection: any RelayConnection) async {
        let link = RelayLink()
        await link.use(connection)
        let host = RelayHostName(name, connection.greeting)
        let signIn = RelayedSignIn(login, on: host, over: link, at: workstation, policy)
        let task = Task { [workstation] in
            do {
                try await signIn.run()
            } catch is CancellationError {
                workstation.say("\(host.typed): the login of profile \(login.profile.shown) is over")
            } catch {
                let reason = (error as? any ExplainedError)?.summary ?? "\(error)".shown
                workstation.say("\(host.typed): \(reason)")
            }
        }
        logins[login.id] = InHand(signIn: signIn, link: link, task: task)
        Task { [workstation] in
            let lifetime = Duration.seconds(max(0, login.expiresAt.timeIntervalSince(login.startedAt)))
            try? await workstation.pause(min(lifetime, Self.longestWait))
            drop(login.id)
        }
    }

    private func drop(_ id: LoginID) {
        guard let known = logins.removeValue(forKey: id), !known.signIn.isSubmitting else { return }
        known.task.cancel()
    }
}
