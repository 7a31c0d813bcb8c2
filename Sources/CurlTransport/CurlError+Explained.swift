internal import CCurl
import FarsignCore
import Session
import Text

extension CurlError {
    /// Translates the error into the text for the person and the code for the broker.
    func explained(host: String, proxy: Proxy?, caBundle: String?, timeout: Duration) -> TransportError {
        let place = proxy.map { "\(host) through the proxy \($0.shown)" } ?? host
        let hint = proxy == nil ? Self.networkHint : Self.proxyHint
        if overflowed || (isOversizedLine && wasConnected) {
            return error(.replyTooLarge, "the reply from \(host) is too large")
        }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            return error(.hostNotFound, "the host name \(host) cannot be resolved", hint: Self.networkHint)
        case CURLE_COULDNT_RESOLVE_PROXY:
            let name = proxy.map { " \($0.shown)" } ?? ""
            return error(
                .hostNotFound, "the proxy\(name) for \(host) cannot be resolved", hint: Self.proxyHint)
        case CURLE_OPERATION_TIMEDOUT:
            return wasConnected
                ? error(.timedOut, "\(host) did not send a complete reply within \(timeout)")
                : error(.timedOut, "no connection to \(place) within the time limit", hint: hint)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            return error(.certificateRefused, "the certificate of \(host) is refused: \(text)", hint: Self.bundleHint)
        case CURLE_SSL_CACERT_BADFILE:
            return badAuthorities(caBundle)
        case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR:
            guard wasConnected else { return notConnected(place, hint) }
            return error(.connectionLost, "\(host) closed the connection early: \(text)")
        case CURLE_COULDNT_CONNECT, CURLE_PROXY, CURLE_SSL_CONNECT_ERROR:
            return notConnected(place, hint)
        default:
            return error(.failed, "the request to \(host) failed: \(text)")
        }
    }

    /// Translates the error of a connection to the proxy alone.
    func explained(connectingTo proxy: Proxy) -> TransportError {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            error(.hostNotFound, "the proxy \(proxy.shown) cannot be resolved", hint: Self.proxyHint)
        case CURLE_OPERATION_TIMEDOUT:
            error(.timedOut, "no connection to the proxy \(proxy.shown) within the time limit", hint: Self.proxyHint)
        default: notConnected("the proxy \(proxy.shown)", Self.proxyHint)
        }
    }

    private static let networkHint = "check the network; the proxy is taken from https_proxy and no_proxy"
    private static let proxyHint = "check the variables https_proxy, all_proxy and no_proxy"
    private static let bundleHint =
        "for a private certificate authority, name its PEM file with --ca-bundle or AWS_CA_BUNDLE"

    /// A header line of more than 100 KB. libcurl before 8.6 reports it as out of memory, later versions as
    /// CURLE_TOO_LARGE (100).
    private var isOversizedLine: Bool { code == CURLE_OUT_OF_MEMORY || code.rawValue == 100 }

    private func notConnected(_ place: String, _ hint: String) -> TransportError {
        // For a failed connect, libcurl's text contains addresses and milliseconds; the system's text states the
        // reason.
        let reason = code == CURLE_COULDNT_CONNECT && systemError != 0 ? describe(systemError).lowercased() : text
        return error(.notConnected, "no connection to \(place): \(reason)", hint: hint)
    }

    private func badAuthorities(_ caBundle: String?) -> TransportError {
        if let caBundle {
            return CABundle.unreadable(caBundle, "it contains no certificate")
        }
        return error(
            .caBundleUnreadable, "the system's certificate authorities cannot be read: \(text)",
            hint: "install ca-certificates, or name a PEM file with --ca-bundle or AWS_CA_BUNDLE")
    }

    private func error(_ code: TransportError.Code, _ summary: String, hint: String? = nil) -> TransportError {
        TransportError(code, summary.shown, hint: hint, mayHaveBeenSent: wasConnected)
    }
}
