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

/// The broker's answer to a request.
package struct RelayAnswer: Sendable {
    /// Nil for a line whose id could not be read.
    package let id: RelayID?
    package let result: Result<JSONValue, RelayError>

    package init(id: RelayID?, _ result: Result<JSONValue, RelayError>) {
        self.id = id
        self.result = result
    }

    /// Reads a line, without its line break. Nil where it is no answer of JSON-RPC 2.0.
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

    /// With its line break.
    package var line: [UInt8] {
        var members: [JSONName: JSONValue] = ["jsonrpc": .string("2.0"), "id": id?.json ?? .null]
        switch result {
        case .success(let value): members["result"] = value
        case .failure(let error): members["error"] = error.json
        }
        return Array((JSONValue.object(members).canonical + "\n").utf8)
    }
}

/// A request's id: a text or a whole number.
package enum RelayID: Sendable, Hashable {
    case number(Int)
    case text(ExactText)

    /// In bytes. The answer carries it too, and has to fit into a line.
    private static let longest = 128

    init?(_ json: JSONValue) {
        switch json {
        case .integer(let number): self = .number(number)
        case .string(let text) where text.utf8.count <= Self.longest: self = .text(ExactText(text))
        default: return nil
        }
    }

    var json: JSONValue {
        switch self {
        case .number(let number): .integer(number)
        case .text(let text): .string(text.text)
        }
    }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (JSONName, JSONValue)...) {
        self = .object(Dictionary(elements) { $1 })
    }

    /// CR, NUL and their like have no place in a text of the protocol.
    fileprivate var holdsControlCharacters: Bool {
        switch self {
        case .string(let text): text.unicodeScalars.contains { $0.properties.generalCategory == .control }
        case .array(let values): values.contains(where: \.holdsControlCharacters)
        case .object(let members): members.values.contains(where: \.holdsControlCharacters)
        default: false
        }
    }
}
