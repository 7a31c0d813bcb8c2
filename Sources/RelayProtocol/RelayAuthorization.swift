package import Text

/// The result of `authorize`: the page for the relay to open, which it checks first (``SignInURL``).
package struct RelayAuthorization: Sendable, Hashable {
    package let url: String

    package init(url: String) {
        self.url = url
    }

    package init?(json: JSONValue) {
        guard let url = json["url"]?.text else { return nil }
        self.url = url
    }

    package var json: JSONValue { ["url": .string(url)] }
}
