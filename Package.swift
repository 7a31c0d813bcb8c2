// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// Targets that touch C mark every unsafe use.
let strictC = strict + [.strictMemorySafety()]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

let package = Package(
    name: "farsign",
    products: [
        .executable(name: "farsign", targets: ["farsign"]),
        .executable(name: "farsign-credentials", targets: ["farsign-credentials"]),
        .executable(name: "farsign-relay", targets: ["farsign-relay"]),
        .executable(name: "farsign-sandbox", targets: ["farsign-sandbox"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    ],
    targets: [
        // System libraries, and the C that Swift cannot say.
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CPlatform"),

        // What both machines know: texts, files and sockets, AWS's sign-in, the relay protocol, the browser's part.
        .target(name: "Text", swiftSettings: strict),
        .target(name: "POSIX", dependencies: ["Text", "CPlatform"], swiftSettings: strictC),
        .target(name: "Polling", dependencies: ["Text", "CPlatform"], swiftSettings: strictC),
        .target(name: "SignIn", dependencies: ["Text"], swiftSettings: strict),
        .target(name: "RelayProtocol", dependencies: ["Text", "SignIn"], swiftSettings: strict),
        .target(name: "BrowserSignIn", dependencies: ["Text", "SignIn"], swiftSettings: strict),

        // Their adapters.
        .target(name: "SocketServer", dependencies: ["Text", "POSIX", "CPlatform", nioCore], swiftSettings: strictC),
        .target(
            name: "RelayTransport",
            dependencies: [
                "Text", "POSIX", "Polling", "SignIn", "RelayProtocol", "SocketServer", "CPlatform", nioCore, nioPosix,
                subprocess, systemPackage,
            ],
            swiftSettings: strictC),
        .target(
            name: "BrowserTransport",
            dependencies: [
                "Text", "POSIX", "SignIn", "BrowserSignIn", "SocketServer", "CPlatform", nioCore, nioPosix, nioHTTP1,
                subprocess, systemPackage,
            ],
            swiftSettings: strictC),

        // What a vend from a live session needs, which is all that farsign-credentials links.
        .target(name: "Session", dependencies: ["Text", "SignIn"], swiftSettings: strict),
        .target(
            name: "SessionStore", dependencies: ["CSQLite", "CPlatform", "Text", "POSIX", "SignIn", "Session"],
            swiftSettings: strictC),

        .target(
            name: "Gzip", dependencies: ["CZlib"], swiftSettings: strictC,
            linkerSettings: [
                .linkedLibrary("z", .when(configuration: .debug)),
                // Inside a release: a library more would have to be found at each start.
                .unsafeFlags(["-Xlinker", "-l:libz.a"], .when(configuration: .release)),
            ]),
        // The history as evidence: what proves it, and what makes it small, shipped and seen.
        .target(name: "History", dependencies: ["Text", "SignIn", "Session", "Gzip", crypto], swiftSettings: strictC),

        // The broker: its rules and ports, its use cases, its commands.
        .target(
            name: "FarsignCore", dependencies: ["Text", "SignIn", "Session", "RelayProtocol", "BrowserSignIn", crypto],
            swiftSettings: strict),
        .target(
            name: "Broker",
            dependencies: [
                "Text", "SignIn", "Session", "Gzip", "History", "RelayProtocol", "BrowserSignIn", "FarsignCore",
            ],
            swiftSettings: strict),
        .target(
            name: "FarsignCLI",
            dependencies: [
                "Text", "SignIn", "Session", "History", "RelayProtocol", "BrowserSignIn", "FarsignCore", "Broker",
                argumentParser,
            ],
            swiftSettings: strict),

        // Its adapters.
        .target(
            name: "CurlTransport", dependencies: ["CCurl", "Text", "SignIn", "Session", "FarsignCore"],
            swiftSettings: strictC),
        .target(
            name: "HistoryStore",
            dependencies: ["Text", "POSIX", "Session", "SessionStore", "History", "CPlatform", crypto],
            swiftSettings: strictC),
        .target(
            name: "LoginStore", dependencies: ["Text", "POSIX", "SignIn", "Session", "SessionStore", "FarsignCore"],
            swiftSettings: strictC),
        .target(
            name: "TerminalInput",
            dependencies: [
                "Text", "POSIX", "Polling", "SignIn", "Session", "FarsignCore", "CPlatform", subprocess, systemPackage,
            ],
            swiftSettings: strictC),

        // The workstation's use cases.
        .target(
            name: "Relay", dependencies: ["Text", "SignIn", "RelayProtocol", "BrowserSignIn"], swiftSettings: strict),

        .target(name: "SignInSandbox", dependencies: [nioCore, nioPosix, nioHTTP1, crypto], swiftSettings: strict),

        .executableTarget(
            name: "farsign",
            dependencies: [
                "FarsignCLI", "Broker", "FarsignCore", "Text", "POSIX", "SignIn", "Session", "RelayProtocol",
                "BrowserSignIn", "CurlTransport", "SessionStore", "History", "HistoryStore", "LoginStore",
                "TerminalInput", "SocketServer",
                "RelayTransport", "BrowserTransport",
                "CPlatform",
            ],
            swiftSettings: strictC),
        // The hot path: no more than a vend from a live session needs, since it starts for every call of an AWS tool.
        .executableTarget(
            name: "farsign-credentials",
            dependencies: ["Session", "SessionStore", "Text", "POSIX", "CPlatform"],
            swiftSettings: strictC,
            // Half of the time of a small program is the loader's.
            linkerSettings: [.unsafeFlags(["-static-executable"], .when(configuration: .release))]),
        // Nothing that knows a token, and neither libcurl nor SQLite.
        .executableTarget(
            name: "farsign-relay",
            dependencies: [
                "Relay", "Text", "POSIX", "SignIn", "RelayProtocol", "BrowserSignIn", "SocketServer", "RelayTransport",
                "BrowserTransport", "CPlatform", argumentParser, subprocess, systemPackage,
            ],
            swiftSettings: strictC),
        .executableTarget(
            name: "farsign-sandbox", dependencies: ["SignInSandbox", argumentParser], swiftSettings: strict),

        // What tests use.
        .target(
            name: "TestSupport", dependencies: ["Text", subprocess], path: "Tests/TestSupport", swiftSettings: strict),
        .target(
            name: "SocketTestSupport", dependencies: ["Text", "POSIX", "CPlatform", "TestSupport"],
            path: "Tests/SocketTestSupport",
            swiftSettings: strict),
        .target(
            name: "SessionTestSupport", dependencies: ["Text", "SignIn", "Session", "SessionStore", "TestSupport"],
            path: "Tests/SessionTestSupport", swiftSettings: strict),
        .target(
            name: "LedgerTestSupport",
            dependencies: ["History", "HistoryStore", "Session", "SessionStore", "SessionTestSupport", "TestSupport"],
            path: "Tests/LedgerTestSupport", swiftSettings: strict),
        .target(
            name: "FarsignTestSupport",
            dependencies: [
                "Text", "SignIn", "Session", "RelayProtocol", "BrowserSignIn", "FarsignCore", "Broker", "CurlTransport",
                "FarsignCLI", "SessionStore", "History", "HistoryStore", "LoginStore", "SignInSandbox", "TestSupport",
            ],
            path: "Tests/FarsignTestSupport", swiftSettings: strict),
        .target(
            name: "BrowserTestSupport", dependencies: ["BrowserSignIn"], path: "Tests/BrowserTestSupport",
            swiftSettings: strict),
        .target(name: "CTestPlatform", path: "Tests/CTestPlatform"),
        .target(
            name: "TerminalTestSupport", dependencies: ["CTestPlatform"], path: "Tests/TerminalTestSupport",
            swiftSettings: strictC),
        .executableTarget(
            name: "terminal-probe", dependencies: ["Text", "SignIn", "Session", "FarsignCore", "TerminalInput"],
            path: "Tests/TerminalProbe", swiftSettings: strictC),

        .testTarget(name: "TextTests", dependencies: ["Text", "TestSupport", crypto], swiftSettings: strict),
        .testTarget(
            name: "POSIXTests", dependencies: ["Text", "POSIX", "SocketTestSupport", "TestSupport"],
            swiftSettings: strict),
        .testTarget(name: "SignInTests", dependencies: ["Text", "SignIn", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "RelayProtocolTests", dependencies: ["Text", "SignIn", "RelayProtocol"], swiftSettings: strict),
        .testTarget(
            name: "BrowserSignInTests", dependencies: ["Text", "SignIn", "BrowserSignIn", "BrowserTestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "RelayTests",
            dependencies: [
                "Relay", "Text", "SignIn", "RelayProtocol", "BrowserSignIn", "BrowserTestSupport", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "RelayTransportTests",
            dependencies: [
                "RelayTransport", "SocketServer", "Text", "POSIX", "SignIn", "RelayProtocol", "SocketTestSupport",
                "TestSupport", "CPlatform", subprocess,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "BrowserTransportTests",
            dependencies: [
                "BrowserTransport", "SocketServer", "Text", "POSIX", "SignIn", "BrowserSignIn", "SocketTestSupport",
                "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SessionTests",
            dependencies: ["Session", "Text", "SignIn", "SessionTestSupport", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "FarsignCoreTests",
            dependencies: [
                "Text", "SignIn", "Session", "RelayProtocol", "FarsignCore", "SessionTestSupport", "TestSupport",
                crypto,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CurlTransportTests",
            dependencies: ["CurlTransport", "Text", "SignIn", "Session", "FarsignCore", crypto],
            swiftSettings: strict),
        .testTarget(
            name: "SessionStoreTests",
            dependencies: [
                "SessionStore", "Text", "POSIX", "SignIn", "Session", "History", "LedgerTestSupport",
                "SessionTestSupport",
                "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "HistoryTests",
            dependencies: ["History", "Text", "SignIn", "Session", "SessionTestSupport", "TestSupport", crypto],
            swiftSettings: strict),
        .testTarget(
            name: "HistoryStoreTests",
            dependencies: [
                "HistoryStore", "History", "Text", "SignIn", "Session", "SessionStore", "LedgerTestSupport",
                "SessionTestSupport", "SocketTestSupport", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LoginStoreTests",
            dependencies: [
                "LoginStore", "Text", "POSIX", "SignIn", "Session", "SessionStore", "FarsignCore", "SessionTestSupport",
                "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "TerminalInputTests",
            dependencies: [
                "TerminalInput", "Text", "POSIX", "SignIn", "Session", "FarsignCore", "SocketTestSupport",
                "TerminalTestSupport",
                "terminal-probe", subprocess,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SignInSandboxTests", dependencies: ["SignInSandbox", nioCore, nioPosix, nioHTTP1, crypto],
            swiftSettings: strict),
        .testTarget(
            name: "BrokerTests",
            dependencies: [
                "Broker", "FarsignCLI", "Text", "SignIn", "Session", "History", "RelayProtocol", "BrowserSignIn",
                "FarsignCore", "FarsignTestSupport", "SignInSandbox", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "FarsignCLITests",
            dependencies: [
                "FarsignCLI", "Broker", "Text", "SignIn", "Session", "RelayProtocol", "BrowserSignIn", "FarsignCore",
                "FarsignTestSupport", "SignInSandbox", "TestSupport", argumentParser,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "Text", "SignIn", "Session", "RelayProtocol", "FarsignCore", "SignInSandbox", "FarsignTestSupport",
                "CPlatform",
                "CTestPlatform", "SocketTestSupport", "TerminalTestSupport", "TestSupport", "farsign",
                "farsign-credentials",
                "farsign-relay",
                "farsign-sandbox", subprocess, systemPackage,
            ],
            exclude: ["Support/Browser"], swiftSettings: strict),
    ]
)
