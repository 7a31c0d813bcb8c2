/// Takes a login through a browser: serves its requests, offers start pages and opens them.
package struct BrowserDriver: Sendable {
    private let listener: any CallbackListener
    private let signIn: BrowserSignIn
    private let launch: BrowserLaunch

    /// Serves from now on, until ``stop(saying:)``.
    ///
    /// - Parameter refused: called once for each user whose process was refused.
    package init(
        _ listener: any CallbackListener, _ signIn: BrowserSignIn, launch: @escaping BrowserLaunch,
        refused: @escaping @Sendable (_ uid: Int?) -> Void
    ) {
        self.listener = listener
        self.signIn = signIn
        self.launch = launch
        listener.serve(refused: refused) { request in await signIn.answer(request) }
    }

    /// Another attempt, with a start page that works once.
    package func offer() async throws -> BrowserOffer {
        try await signIn.offer()
    }

    /// Why a start page was not opened, and what the person can open instead; nil where one of the offer's pages is
    /// open, or its attempt is over.
    package struct Failure: Sendable {
        package let reason: String
        package let startURL: String?
    }

    /// Opens a start page of the offer. Nil where it was opened.
    ///
    /// - Parameter failedLater: called where an opener that counted as a success fails after all, and no page is open.
    package func open(
        _ offer: BrowserOffer, failedLater: @escaping @Sendable (Failure) async -> Void
    ) async -> Failure? {
        let reason = await launch({ await signIn.nextStartURL(of: offer) }) { reason in
            guard let url = await signIn.nextStartURL(of: offer) else { return }
            await failedLater(Failure(reason: reason, startURL: url))
        }
        guard let reason else { return nil }
        return Failure(reason: reason, startURL: await signIn.nextStartURL(of: offer))
    }

    /// Browsers are told that the login is over, until the answers under way are written.
    ///
    /// - Parameter outcome: a sentence for a person; nil where the last page has said it.
    package func stop(saying outcome: String?) async {
        if let outcome { await signIn.end(saying: outcome) }
        await listener.stop()
    }
}
