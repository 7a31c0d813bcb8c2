import FarsignCore
import Text

/// Logs each request and its status, but never the content.
struct VerboseTransport: HTTPTransport {
    let transport: any HTTPTransport
    let console: Console

    func check(url: String, caBundle: String?) throws(TransportError) {
        try transport.check(url: url, caBundle: caBundle)
    }

    func send(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse {
        console.verbose("POST \(request.url.shown)")
        do {
            let response = try transport.send(request)
            let id = response.headers["x-amzn-requestid"].map { ", request \($0.shown)" } ?? ""
            console.verbose("status \(response.status)\(id)")
            return response
        } catch {
            console.verbose("no reply: \(error.summary)")
            throw error
        }
    }
}
