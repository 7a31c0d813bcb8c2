import CPlatform
import Glibc
import POSIX

farsign_fill_standard_descriptors()
Process.keepSecretsInside()
exit(await RelayProgram.start(Array(Process.arguments.dropFirst())))
