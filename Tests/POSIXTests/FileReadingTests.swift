import Glibc
import POSIX
import TestSupport
import Testing
import Text

@Suite("reading files")
struct FileReadingTests {
    /// As on tmpfs and XFS.
    @Test func `a file of the largest size that there is is too large, and no trap`() throws {
        let path = "/dev/shm/farsign-test-\(getpid())"
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        defer {
            close(file)
            unlink(path)
        }
        try #require(ftruncate(file, off_t.max) == 0)

        let error = stateError { _ = try FileReading.bytes(of: path, limit: 100, .ours) }
        #expect(error?.code == .unreadable)
        #expect(error?.summary.contains("is larger than") == true)
    }
}
