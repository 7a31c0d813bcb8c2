import CPlatform
import Glibc

/// Properties of this process.
package enum Process {
    /// Disables core dumps and prevents other processes of the same user from reading the memory. Ignores SIGPIPE and
    /// SIGXFSZ, so that a closed pipe and the limit of `ulimit -f` become errors to report. Child programs get the
    /// default dispositions, because Subprocess resets all.
    package static func keepSecretsInside() {
        farsign_keep_memory_private()
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
    }

    /// The command line arguments, starting with the program's name.
    package static let arguments = {
        var arguments: [String] = []
        while let argument = unsafe farsign_argument(Int32(arguments.count)) {
            unsafe arguments.append(String(cString: argument))
        }
        return arguments
    }()

    /// The absolute path under which this program was called. It is not resolved, because a link such as
    /// /usr/local/bin/farsign survives an upgrade of its target.
    package static func executable(calledAs name: String) -> String {
        if name.hasPrefix("/") { return name }
        if name.contains("/"), let directory = Paths.workingDirectory() { return "\(directory)/\(name)" }
        // A program that is run by descriptor has no name (fexecve(3)).
        if let path = unsafe farsign_executed_path().map({ unsafe String(cString: $0) }), path.hasPrefix("/"),
            !path.hasPrefix("/dev/fd/")
        {
            return path
        }
        let path = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? ""
        for directory in path.split(separator: ":") where directory.hasPrefix("/") {
            let candidate = "\(directory)/\(name)"
            // access(2) also succeeds for directories.
            if isFile(candidate), unsafe access(candidate, X_OK) == 0 { return candidate }
        }
        return Paths.target(ofLink: "/proc/self/exe") ?? name
    }

    /// The program of another name in the directory of `executable`; nil if there is none.
    package static func program(_ name: String, beside executable: String) -> String? {
        guard executable.hasPrefix("/") else { return nil }
        let path = Paths.parent(of: executable) + "/" + name
        return unsafe isFile(path) && access(path, X_OK) == 0 ? path : nil
    }

    private static func isFile(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
}
