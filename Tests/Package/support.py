"""What the tests of the packages share: roots to install in, terminals, and a person with a browser."""

import hashlib
import os
import pathlib
import pty
import re
import select
import signal
import subprocess
import urllib.parse
import urllib.request

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
PLACE = pathlib.Path(os.environ["FARSIGN_TEST_PLACE"])
BINARIES = pathlib.Path(os.environ["FARSIGN_TEST_BINARIES"])
FIRST, SECOND = PLACE / "first", PLACE / "second"

IDENTITIES = ["arn:aws:iam::123456789012:user/Alice", "arn:aws:iam::123456789012:user/Bob"]

# Nothing that these tests start takes longer than this many seconds, unless apt does it.
TIMEOUT = 120


def deb(name, folder=FIRST):
    """The one package of this name in a folder."""
    [path] = folder.glob(f"{name}_*.deb")
    return path


def run(*command, **options):
    """The finished process; its output is part of the error if it fails."""
    done = subprocess.run(
        [str(word) for word in command], text=True, stdin=subprocess.DEVNULL, capture_output=True,
        timeout=options.pop("timeout", TIMEOUT), **options)
    if done.returncode:
        raise AssertionError(f"{command} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done


class Root:
    """A Debian system in a directory. Each command has /proc, /dev and terminals of its own."""

    SCRIPT = """
        mount --make-rprivate /
        mount -t proc proc "$1/proc"
        mount --rbind /dev "$1/dev"
        user=$2 root=$1
        shift 2
        exec chroot --userspec="$user" "$root" "$@"
    """

    def __init__(self, suite):
        self.path = PLACE / suite

    def command(self, *words, user="root", **variables):
        """As words for exec: `unshare` keeps the process, so that the terminal's foreground is this command."""
        home = "/root" if user == "root" else f"/home/{user}"
        environment = {
            "HOME": home, "USER": user, "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8", "TERM": "xterm", "DEBIAN_FRONTEND": "noninteractive", "NO_PROXY": "*",
        } | variables
        settings = [f"{name}={value}" for name, value in environment.items()]
        return [
            "unshare", "--mount", "sh", "-ec", self.SCRIPT, "sh", str(self.path),
            "root:root" if user == "root" else f"{user}:{user}", "env", "-i", *settings, *(str(word) for word in words),
        ]

    def run(self, *words, user="root", timeout=TIMEOUT, stdin=None, check=True, **variables):
        done = subprocess.run(
            self.command(*words, user=user, **variables), text=True, input=stdin or "", capture_output=True,
            timeout=timeout)
        if check and done.returncode:
            raise AssertionError(f"{words} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return done

    def apt(self, *words):
        return self.run("apt-get", "-y", "-q", *words, timeout=300)

    def put(self, source, name):
        """Copies a file into the root, and returns its path there."""
        target = self.path / "srv" / name
        target.write_bytes(pathlib.Path(source).read_bytes())
        target.chmod(0o644)
        return f"/srv/{name}"

    def tree(self, path):
        """Everything below a path, with type, mode and content."""
        found = {}
        for file in sorted(pathlib.Path(self.path, path.lstrip("/")).rglob("*")):
            status = file.lstat()
            content = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else None
            found[str(file)] = (oct(status.st_mode), status.st_uid, content)
        return found


class Terminal:
    """A program at a pseudo-terminal. What it shows is kept, without control sequences."""

    def __init__(self, command):
        self.shown = ""
        self.status = None
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            os.execvp(command[0], command)

    def type(self, text):
        os.write(self.descriptor, text.encode())

    def until(self, pattern):
        """Waits until the terminal has shown this, and returns the match."""
        while not (match := re.search(pattern, self.shown)):
            if not self.read():
                raise AssertionError(f"the terminal never showed {pattern!r}:\n{self.shown}")
        return match

    def read(self):
        if not select.select([self.descriptor], [], [], TIMEOUT)[0]:
            return False
        try:
            part = os.read(self.descriptor, 65536).decode(errors="replace")
        except OSError:  # EIO: every program has left the terminal.
            return False
        self.answer(part)
        self.shown += re.sub(r"\x1b(\[[0-9;?<=>]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[=>]|[()].)", "", part)
        return bool(part)

    def answer(self, part):
        """What a terminal says about itself; fish waits for it."""
        for question, reply in (
            ("\x1b[0c", "\x1b[?62c"), ("\x1b[c", "\x1b[?62c"), ("\x1b[6n", "\x1b[1;1R"),
            ("\x1b[>0q", "\x1bP>|test\x1b\\"), ("\x1b[?u", "\x1b[?0u"),
        ):
            if question in part:
                self.type(reply)

    def wait(self):
        """Reads to the end, and returns the exit status."""
        while self.read():
            pass
        self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.status

    def close(self):
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.descriptor)


class Sandbox:
    """The stand-in for AWS Sign-In, on a free port of loopback."""

    def __init__(self):
        self.process = subprocess.Popen(
            [BINARIES / "farsign-sandbox", "--port", "0", *(f"--identity={arn}" for arn in IDENTITIES)], text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.endpoint = self.process.stdout.readline().split()[-1]

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()

    def browse(self, url, identity="Alice"):
        """Signs in and allows, as a person in a browser does, and returns the text of the last page."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(url, timeout=TIMEOUT) as page:
            text = page.read().decode()
        fields = re.findall(r'name="(request|identity)" value="([^"]*)"', text)
        request = next(value for name, value in fields if name == "request")
        arn = next(value for name, value in fields if name == "identity" and value.endswith(f"/{identity}"))
        form = urllib.parse.urlencode({"request": request, "identity": arn, "decision": "allow"}).encode()
        with opener.open(f"{self.endpoint}/v1/authorize", form, timeout=TIMEOUT) as page:
            return re.search(r'<pre id="code"[^>]*>([^<]*)<', page.read().decode()).group(1)
