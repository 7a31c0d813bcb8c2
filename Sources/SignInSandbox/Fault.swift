extension SignInSandbox {
    /// Something that goes wrong in an answer.
    package enum Fault: Sendable, Hashable {
        /// Nothing but the delay that was planned with it.
        case none
        /// An error of the service's own, instead of the answer.
        case error(ServiceError)
        /// `INVALID_REQUEST` whose message holds terminal escape sequences and a bidirectional override.
        case escapeSequences
        /// 503 and a page in HTML, as a load balancer sends it.
        case unavailable
        /// 200 and a page in HTML, as a captive portal sends it.
        case html
        /// 200, `application/json`, and text that is none.
        case notJSON
        /// The right answer without one member, such as `refreshToken` or `accessToken.sessionToken`.
        case missing(member: String)
        /// The right answer with another value in one member, as JSON text.
        case replaced(member: String, json: String)
        /// The right answer with every member of another type than documented.
        case wrongTypes
        /// The request is not acted on, and the connection is reset.
        case reset
        /// The request is acted on, and its answer is lost in a reset.
        case resetAfterwards
        /// The right answer, of which the second half is never sent.
        case truncated
        /// A JSON string of so many bytes.
        case huge(bytes: Int)
        /// The right answer in small pieces, spread over this time.
        case dripping(over: Duration)
        /// The request is not acted on, and no answer ever comes.
        case hang
        /// 302 to somewhere else.
        case redirect(to: String)

        /// Whether the service does its work first, so that a code is used up and a token rotated.
        var actsFirst: Bool {
            switch self {
            case .none, .missing, .replaced, .wrongTypes, .resetAfterwards, .truncated, .dripping: true
            case .error, .escapeSequences, .unavailable, .html, .notJSON, .reset, .huge, .hang, .redirect: false
            }
        }
    }

    /// A fault, what it befalls, and how often.
    package struct PlannedFault: Sendable, Hashable {
        package var operation: Operation
        package var fault: Fault
        /// How many requests it befalls before it is over.
        package var times: Int
        /// How long the answer is held back.
        package var delay: Duration

        package init(_ fault: Fault, on operation: Operation, times: Int = 1, delay: Duration = .zero) {
            self.operation = operation
            self.fault = fault
            self.times = times
            self.delay = delay
        }
    }
}
