package import Text

/// A relay's request: JSON-RPC 2.0, one object per line.
package struct RelayRequest: Sendable {
    /// Chosen by the relay; the answer contains the same id.
    package let id: RelayID
    package let call: RelayCall

    package init(id: RelayID, call: RelayCall) {
        self.id = id
        self.call = call
    }

    /// The error for an invalid line, with the answer to send.
    package struct InvalidRequest: Error {
        package let answer: RelayAnswer
    }

    /// Parses a line without its line break.
    package init(line: [UInt8]) throws(InvalidRequest) {
        func invalid(_ error: RelayError, id: RelayID? = nil) -> InvalidRequest {
            InvalidRequest(answer: RelayAnswer(id: id, .failure(error)))
        }
        let json: JSONValue
        do {
            json = try JSONValue(parsing: line)
        } catch {
            throw invalid(RelayError(.parseError, "the line is not valid JSON: \(error.reason)"))
        }
        guard json["jsonrpc"] == .string("2.0"), let id = json["id"].flatMap(RelayID.init),
            let method = json["method"]?.text
        else { throw invalid(RelayError(.invalidRequest, "the line is not a JSON-RPC 2.0 request")) }
        guard !json.holdsControlCharacters else {
            throw invalid(RelayError(.invalidRequest, "a string contains control characters"), id: id)
        }
        do throws(RelayError) {
            call = try RelayCall(method: method, params: json["params"] ?? .object([:]))
        } catch {
            throw invalid(error, id: id)
        }
        self.id = id
    }

    /// The line with its line break.
    package var line: Secret<[UInt8]> {
        let json: JSONValue = [
            "jsonrpc": .string("2.0"), "id": id.json, "method": .string(call.method), "params": call.params,
        ]
        return Secret(Array((json.canonical + "\n").utf8))
    }
}
