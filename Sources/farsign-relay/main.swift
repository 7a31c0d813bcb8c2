import CPlatform
import Glibc

farsign_fill_standard_descriptors()
farsign_keep_memory_private()
// A closed pipe and the limit of `ulimit -f` become errors to report instead of ending the program.
signal(SIGPIPE, SIG_IGN)
signal(SIGXFSZ, SIG_IGN)
var arguments: [String] = []
while let argument = unsafe farsign_argument(Int32(arguments.count + 1)) {
    unsafe arguments.append(String(cString: argument))
}
exit(await RelayProgram.start(arguments))
