package import Glibc
package import Text

extension StateError {
    package static func symbolicLink(_ path: String) -> StateError {
        StateError(
            .symbolicLink, path: path, "\(path.shown) is a symbolic link, which is not allowed here",
            hint: "remove it, or set FARSIGN_STATE_DIR to another directory")
    }

    package static func wrongOwner(_ path: String, uid: uid_t) -> StateError {
        StateError(
            .wrongOwner, path: path, "\(path.shown) is owned by another user (uid \(uid))",
            hint: "change its owner to uid \(geteuid()), or remove it")
    }
}
