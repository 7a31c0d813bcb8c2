import CPlatform
import FarsignCLI
import Glibc
import POSIX
import Text

farsign_fill_standard_descriptors()
Process.keepSecretsInside()
let arguments = Array(Process.arguments.dropFirst())

// `farsign credentials` ends here, before the command tree is built.
let console = Standard.console()
let world = { () throws(StateError) in try Live.world(arguments, console) }
exit(Farsign.vend(arguments, console: console, in: world) ?? Farsign.start(arguments, console: console, in: world))
