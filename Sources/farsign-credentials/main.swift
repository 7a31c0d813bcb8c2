import CPlatform
import Glibc
import POSIX
import Session
import Text

// A profile's credential_process. It prints a fresh session's credentials and records that; whatever else there is to
// do, or to complain about, is done by the farsign beside it, which takes this process over.
farsign_fill_standard_descriptors()
Process.keepSecretsInside()
let arguments = Process.arguments.dropFirst()

guard let request = VendRequest(arguments), let vending = try? Live.vending(),
    let held = try? vending.load(Live.profile(request)), held.record.user != nil, let vended = vending.fresh(held)
else { FarsignBeside.takeOver(Array(arguments)) }

do {
    try writeWhole(request.format.render(vended.credentials).reveal().utf8, to: STDOUT_FILENO)
} catch {
    Live.say(Notice.error(OutputError(error)))
    _exit(EXIT_FAILURE)
}
vending.record(vended, format: request.format)
// The kernel closes the ledger faster than SQLite does, and as safely.
_exit(EXIT_SUCCESS)
