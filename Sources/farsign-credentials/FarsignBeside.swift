import CPlatform
import Glibc
import POSIX
import Text

/// The farsign in the directory of this program.
enum FarsignBeside {
    /// Runs `farsign credentials` with the same arguments in this process, which has written nothing yet.
    static func takeOver(_ arguments: [String]) -> Never {
        guard let program = path() else { fail("cannot find out where farsign-credentials is installed") }
        let farsign = Paths.parent(of: program) + "/farsign"
        // A link to this program would start it again for ever.
        guard !isSameFile(farsign, program) else { fail("\(farsign.shown) is farsign-credentials itself") }
        var words = unsafe ([farsign, "credentials"] + arguments).map { unsafe strdup($0) }
        unsafe words.append(nil)
        unsafe execv(farsign, words)
        fail("cannot run \(farsign.shown): \(SystemError(number: errno).text)")
    }

    /// The path of this program, with links resolved.
    private static func path() -> String? {
        if let path = Paths.target(ofLink: "/proc/self/exe") { return path }
        // /proc may not be mounted.
        guard let called = unsafe farsign_executed_path().map({ unsafe String(cString: $0) }) else { return nil }
        return try? Paths.resolvingLinks(Paths.absolute(called))
    }

    private static func isSameFile(_ one: String, _ other: String) -> Bool {
        var (first, second) = (Glibc.stat(), Glibc.stat())
        return unsafe stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_ino == second.st_ino
            && first.st_dev == second.st_dev
    }

    private static func fail(_ reason: String) -> Never {
        struct NotInstalled: ExplainedError {
            enum Code: String, ErrorCode { case farsignMissing = "farsign-missing" }
            let code = Code.farsignMissing
            let summary: String
            let hint: String? = "install farsign and farsign-credentials in one directory"
        }
        Live.say(Notice.error(NotInstalled(summary: reason)))
        _exit(EXIT_FAILURE)
    }
}
