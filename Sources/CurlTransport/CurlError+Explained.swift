internal import CCurl
import FarsignCore
import Text

extension CurlError {
    /// What a person is told, and what the broker decides by.
    func explained(host: String, proxy: Proxy?, caBundle: String?, timeout: Duration) -> TransportError {
        let place = proxy.map { "\(host) through the proxy \($0.shown)" } ?? host
        let hint = proxy == nil ? Self.networkHint : Self.proxyHint
        if overflowed || (isOversizedLine && wasConnected) {
            return error(.replyTooLarge, "the reply of \(host) is too large to be one of the sign-in service")
        }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            return error(.hostNotFound, "the host name \(host) cannot be resolved", hint: Self.networkHint)
        case CURLE_COULDNT_RESOLVE_PROXY:
            let name = proxy.map { " \($0.shown)" } ?? ""
            return error(
                .hostNotFound, "the proxy\(name) on the way to \(host) cannot be resolved", hint: Self.proxyHint)
        case CURLE_OPERATION_TIMEDOUT:
            return wasConnected
                ? error(.timedOut, "\(host) did not answer in full within \(timeout)")
                : error(.timedOut, "no connection to \(place) in time", hint: hint)
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

    /// What came of a connection to nothing but the proxy.
    func explained(connectingTo proxy: Proxy) -> TransportError {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            error(.hostNotFound, "the proxy \(proxy.shown) cannot be resolved", hint: Self.proxyHint)
        case CURLE_OPERATION_TIMEDOUT:
            error(.timedOut, "no connection to the proxy \(proxy.shown) in time", hint: Self.proxyHint)
        default: notConnected("the proxy \(proxy.shown)", Self.proxyHint)
        }
    }

    private static let networkHint = "is there a way to the internet? a proxy is taken from https_proxy and no_proxy"
    private static let proxyHint = "look at the variables https_proxy, all_proxy and no_proxy"
    private static let bundleHint =
        "where a proxy or an authority of your own signs, name its PEM file with --ca-bundle or AWS_CA_BUNDLE"

    /// One header line of more than 100 KB: libcurl calls that a lack of
    /// memory before 8.6, and CURLE_TOO_LARGE (100) from then on.
    private var isOversizedLine: Bool { code == CURLE_OUT_OF_MEMORY || code.rawValue == 100 }

    private func notConnected(_ place: String, _ hint: String) -> TransportError {
        // libcurl's text for a failed connect has addresses and milliseconds in it, the system's says why.
        let reason = code == CURLE_COULDNT_CONNECT && systemError != 0 ? describe(systemError).lowercased() : text
        return error(.notConnected, "no connection to \(place): \(reason)", hint: hint)
    }

    private func badAuthorities(_ caBundle: String?) -> TransportError {
        if let caBundle {
            return CABundle.unreadable(caBundle, "it holds no certificate")
        }
        return error(
            .caBundleUnreadable, "the system's certificate authorities cannot be read: \(text)",
            hint: "install ca-certificates, or name a PEM file with --ca-bundle or AWS_CA_BUNDLE")
    }

    private func error(_ code: TransportError.Code, _ summary: String, hint: String? = nil) -> TransportError {
        TransportError(code, summary.shown, hint: hint, mayHaveBeenSent: wasConnected)
    }
}
