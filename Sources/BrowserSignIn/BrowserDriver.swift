/// Runs a login through a browser: serves the callback, creates start pages and opens them.
package struct BrowserDriver: Sendable {
    private let listener: any CallbackListener
    private let signIn: BrowserSignIn
    private let launch: BrowserLaunch

    /// Serves from now on until ``stop(saying:)``.
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

    /// Creates another attempt with a start page that works once.
    package func offer() async throws -> BrowserOffer {
        try await signIn.offer()
    }

    /// The reason why a start page was not opened, and the URL that the person can open instead. The URL is nil if
    /// one of the offer's pages is open or its attempt has ended.
    package struct Failure: Sendable {
        package let reason: String
        package let startURL: String?
    }

    /// Opens a start page of the offer. Returns nil if a browser was started.
    ///
    /// - Parameter failedLater: called if an opener fails after it counted as started and no page is open.
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

    /// Stops serving. Browsers that are still being answered are told that the login has ended.
    ///
    /// - Parameter outcome: a sentence for a person; nil if the last page already told the outcome.
    package func stop(saying outcome: String?) async {
        if let outcome { await signIn.end(saying: outcome) }
        await listener.stop()
    }
}
