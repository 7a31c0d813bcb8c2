extension LoginCommand {
    /// Reads plain command lines of `farsign login`, for which the parser takes 4 ms, longer than everything else up
    /// to the URL. Nil for any other command line, right or wrong; those are for the parser.
    ///
    /// - Parameter arguments: without the program's name.
    init?(quick arguments: [String]) {
        guard arguments.first == "login" else { return nil }
        self.init()
        setDefaults()
        var seen: [String] = []
        var rest = arguments.dropFirst()
        while let option = rest.popFirst() {
            guard !seen.contains(option) else { return nil }
            seen.append(option)
            if setFlag(option) { continue }
            guard let value = rest.popFirst(), !value.isEmpty, !value.hasPrefix("-"), set(option, to: value) else {
                return nil
            }
        }
    }

    private mutating func setDefaults() {
        (profile, region, callback, expectAccount, expectARN) = (nil, nil, nil, nil, nil)
        (copy, timeout, integration) = (nil, nil, nil)
        (remote, noBrowser, browser, callbackTCP, noWait, replace, json) = (
            false, false, false, false, false, false, false
        )
        var common = CommonOptions()
        (common.endpointURL, common.caBundle, common.verbose, common.noVerifySSL) = (nil, nil, false, false)
        self.common = common
    }

    private mutating func setFlag(_ name: String) -> Bool {
        switch name {
        case "--remote": remote = true
        case "--no-browser": noBrowser = true
        case "--browser": browser = true
        case "--callback-tcp": callbackTCP = true
        case "--copy" where copy == nil: copy = true
        case "--no-copy" where copy == nil: copy = false
        case "--no-wait": noWait = true
        case "--replace": replace = true
        case "--json": json = true
        case "--verbose": common.verbose = true
        default: return false
        }
        return true
    }

    private mutating func set(_ name: String, to value: String) -> Bool {
        switch name {
        case "--profile": profile = value
        case "--region": region = value
        case "--expect-account": expectAccount = value
        case "--expect-arn": expectARN = value
        case "--integration": integration = value
        case "--endpoint-url": common.endpointURL = value
        case "--ca-bundle": common.caBundle = value
        case "--callback": callback = Int(value)
        case "--timeout": timeout = Int(value)
        default: return false
        }
        return (name != "--callback" || callback != nil) && (name != "--timeout" || timeout.map { $0 > 0 } == true)
    }
}
