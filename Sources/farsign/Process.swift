import CPlatform
import Glibc
import POSIX

/// This process, as the kernel sees it.
enum Process {
    /// No core dump, and no other process of the same user may read our memory. A closed pipe is an error to report,
    /// not a signal to die of, and so is a file that grows past `ulimit -f`. Programs that are started get the standard
    /// dispositions back (Subprocess resets all).
    static func keepSecretsInside() {
        farsign_keep_memory_private()
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
    }

    /// Its arguments, the program's name first.
    static let arguments = {
        var arguments: [String] = []
        while let argument = unsafe farsign_argument(Int32(arguments.count)) {
            unsafe arguments.append(String(cString: argument))
        }
        return arguments
    }()

    /// This program's absolute path as it was called: a link such as /usr/local/bin/farsign outlives an upgrade of
    /// what it points to.
    static func executable(calledAs name: String) -> String {
        if name.hasPrefix("/") { return name }
        if name.contains("/"), let directory = Paths.workingDirectory() { return "\(directory)/\(name)" }
        // Who runs us by a descriptor gives no name (fexecve(3)).
        if let path = unsafe farsign_executed_path().map({ unsafe String(cString: $0) }), path.hasPrefix("/"),
            !path.hasPrefix("/dev/fd/")
        {
            return path
        }
        let path = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? ""
        for directory in path.split(separator: ":") where directory.hasPrefix("/") {
            let candidate = "\(directory)/\(name)"
            // access(2) says yes to directories as well.
            if isFile(candidate), unsafe access(candidate, X_OK) == 0 { return candidate }
        }
        return name
    }

    private static func isFile(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
}
