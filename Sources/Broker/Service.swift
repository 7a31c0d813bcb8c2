package import FarsignCore
package import Session

/// The service, and what is needed to reach it.
package struct Service: Sendable {
    package var transport: any HTTPTransport
    package var surroundings: Surroundings

    package init(transport: any HTTPTransport, surroundings: Surroundings) {
        self.transport = transport
        self.surroundings = surroundings
    }
}
