package import Text

/// The result of `authorize`: the URL that the relay opens after it has checked it (``SignInURL``).
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
