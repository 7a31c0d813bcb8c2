extension SignInSandbox {
    /// A fault in a reply.
    package enum Fault: Sendable, Hashable {
        /// No fault except the planned delay.
        case none
        /// One of the service's own errors instead of the reply.
        case error(ServiceError)
        /// `INVALID_REQUEST` with a message that contains terminal escape sequences and a bidirectional override.
        case escapeSequences
        /// Status 503 with an HTML page, as from a load balancer.
        case unavailable
        /// Status 200 with an HTML page, as from a captive portal.
        case html
        /// Status 200 and `application/json`, but the body is not JSON.
        case notJSON
        /// The correct reply without one member, such as `refreshToken` or `accessToken.sessionToken`.
        case missing(member: String)
        /// The correct reply with another value (JSON text) in one member.
        case replaced(member: String, json: String)
        /// The correct reply with another type for every member.
        case wrongTypes
        /// The request is not processed and the connection is reset.
        case reset
        /// The request is processed, but the connection is reset instead of a reply.
        case resetAfterwards
        /// The correct reply without its second half.
        case truncated
        /// A JSON string of this size.
        case huge(bytes: Int)
        /// The correct reply in small pieces, spread over this time.
        case dripping(over: Duration)
        /// The request is not processed and no reply is sent.
        case hang
        /// A redirect (302) to another URL.
        case redirect(to: String)

        /// Whether the service processes the request first, so that a code is used up and a token rotated.
        var actsFirst: Bool {
            switch self {
            case .none, .missing, .replaced, .wrongTypes, .resetAfterwards, .truncated, .dripping: true
            case .error, .escapeSequences, .unavailable, .html, .notJSON, .reset, .huge, .hang, .redirect: false
            }
        }
    }

    /// A fault with the operation that it affects and its number of times.
    package struct PlannedFault: Sendable, Hashable {
        package var operation: Operation
        package var fault: Fault
        /// How many requests it still affects.
        package var times: Int
        /// How long the reply is delayed.
        package var delay: Duration

        package init(_ fault: Fault, on operation: Operation, times: Int = 1, delay: Duration = .zero) {
            self.operation = operation
            self.fault = fault
            self.times = times
            self.delay = delay
        }
    }
}
