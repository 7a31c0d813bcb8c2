import CurlTransport
import FarsignCore
import Text

/// What the tests send when the request itself is not the subject.
func plainRequest(to url: String, body: String = "{}", caBundle: String? = nil) -> HTTPRequest {
    HTTPRequest(
        url: url, headers: [("Content-Type", "application/json")], body: Secret(Array(body.utf8)), caBundle: caBundle)
}

let transport = CurlTransport(userAgent: "farsign/0.1.0")

/// For what never answers: long enough for a loopback connection on a busy machine.
let hastyTransport = CurlTransport(
    userAgent: "farsign/0.1.0", connectTimeout: .milliseconds(500), timeout: .seconds(1))

/// A name that nobody has (RFC 6761, section 6.4).
let unresolvable = "nothing.invalid"

/// The error of a request that must fail.
func failure(of request: HTTPRequest, over transport: CurlTransport = transport) -> TransportError? {
    do throws(TransportError) {
        _ = try transport.send(request)
        return nil
    } catch {
        return error
    }
}

/// What is found out beforehand about requests to `url`.
func problem(at url: String, caBundle: String? = nil) -> TransportError? {
    do throws(TransportError) {
        try transport.check(url: url, caBundle: caBundle)
        return nil
    } catch {
        return error
    }
}
