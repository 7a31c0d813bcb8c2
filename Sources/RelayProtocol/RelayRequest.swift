package import Text

/// A relay's request: JSON-RPC 2.0, one object a line.
package struct RelayRequest: Sendable {
    /// Chosen by the relay; the answer carries the same.
    package let id: RelayID
    package let call: RelayCall

    package init(id: RelayID, call: RelayCall) {
        self.id = id
        self.call = call
    }

    /// A line that cannot be understood, and the answer to it.
    package struct InvalidRequest: Error {
        package let answer: RelayAnswer
    }

    /// Reads a line, without its line break.
    package init(line: [UInt8]) throws(InvalidRequest) {
        func invalid(_ error: RelayError, id: RelayID? = nil) -> InvalidRequest {
            InvalidRequest(answer: RelayAnswer(id: id, .failure(error)))
        }
        let json: JSONValue
        do {
            json = try JSONValue(parsing: line)
        } catch {
            throw invalid(RelayError(.parseError, "that line is no JSON: \(error.reason)"))
        }
        guard json["jsonrpc"] == .string("2.0"), let id = json["id"].flatMap(RelayID.init),
            let method = json["method"]?.text
        else { throw invalid(RelayError(.invalidRequest, "that line is no request of JSON-RPC 2.0")) }
        guard !json.holdsControlCharacters else {
            throw invalid(RelayError(.invalidRequest, "a text holds control characters"), id: id)
        }
        do throws(RelayError) {
            call = try RelayCall(method: method, params: json["params"] ?? .object([:]))
        } catch {
            throw invalid(error, id: id)
        }
        self.id = id
    }

    /// With its line break.
    package var line: Secret<[UInt8]> {
        let json: JSONValue = [
            "jsonrpc": .string("2.0"), "id": id.json, "method": .string(call.method), "params": call.params,
        ]
        return Secret(Array((json.canonical + "\n").utf8))
    }
}
