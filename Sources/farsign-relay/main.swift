import CPlatform
import Glibc

farsign_fill_standard_descriptors()
farsign_keep_memory_private()
// A closed pipe is an error to report, not a signal to die of.
signal(SIGPIPE, SIG_IGN)
exit(await RelayProgram.start(Array(CommandLine.arguments.dropFirst())))
