package import Text

/// The broker's answer to a request.
package struct RelayAnswer: Sendable {
    /// Nil for a request whose id could not be read.
    package let id: RelayID?
    package let result: Result<JSONValue, RelayError>

    package init(id: RelayID?, _ result: Result<JSONValue, RelayError>) {
        self.id = id
        self.result = result
    }

    /// Parses a line without its line break. Returns nil if it is not a JSON-RPC 2.0 response.
    package init?(line: [UInt8]) {
        guard let json = try? JSONValue(parsing: line), json["jsonrpc"] == .string("2.0"),
            let id = json["id"].flatMap(RelayID.init), !json.holdsControlCharacters
        else { return nil }
        self.id = id
        switch (json["result"], json["error"]) {
        case (let result?, nil): self.result = .success(result)
        case (nil, let error?):
            guard let error = RelayError(json: error) else { return nil }
            self.result = .failure(error)
        default: return nil
        }
    }

    /// The line with its line break.
    package var line: [UInt8] {
        var members: [JSONName: JSONValue] = ["jsonrpc": .string("2.0"), "id": id?.json ?? .null]
        switch result {
        case .success(let value): members["result"] = value
        case .failure(let error): members["error"] = error.json
        }
        return Array((JSONValue.object(members).canonical + "\n").utf8)
    }
}
