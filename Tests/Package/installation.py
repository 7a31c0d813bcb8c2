"""What an administrator and a user do with the packages on one Debian release, from the first day to the last."""

import json
import pathlib
import re
import tempfile

from support import IDENTITIES, PLACE, Root, Sandbox, Terminal, deb, run

ALICE, BOB = IDENTITIES
OLDER = "0.0.1"
HOME = "/home/user"


class Installation:
    """One test, because each step needs the one before."""

    suite = None

    @classmethod
    def setUpClass(cls):
        cls.root, cls.sandbox = Root(cls.suite), Sandbox()
        cls.root.run("useradd", "--create-home", "--shell", "/bin/bash", "user")

    @classmethod
    def tearDownClass(cls):
        cls.sandbox.close()

    def test_install_sign_in_upgrade_remove_purge(self):
        self.install(older(self.root))
        self.sign_in("dev", "Alice")
        self.vend("dev")

        # Two logins wait while the package is upgraded: one at a terminal, one on disk.
        waiting = self.terminal("farsign", "login", "--profile", "ops", "--region", "us-east-1")
        self.addCleanup(waiting.close)
        waiting_url = waiting.until(rf"{self.sandbox.endpoint}/v1/authorize\?\S+(?=\s)").group()
        waiting.until(r"Reply \(not shown\): ")
        pending_url = self.farsign(
            "login", "--profile", "later", "--region", "us-east-1", "--no-wait").stdout.split()[-1]
        before = self.root.tree(f"{HOME}/.aws")
        self.install(deb("farsign"))
        self.assertEqual(self.root.tree(f"{HOME}/.aws"), before)
        self.vend("dev")
        self.paste(waiting, self.sandbox.browse(waiting_url, "Bob"))
        waiting.until("Updated profile ops")
        self.assertEqual(waiting.wait(), 0)
        self.farsign("submit", stdin=self.sandbox.browse(pending_url, "Alice") + "\n")
        for profile in ("dev", "ops", "later"):
            self.vend(profile)
        self.farsign("audit", "verify")
        sessions = json.loads(self.farsign("sessions", "--json").stdout)
        self.assertEqual(sorted(each["profile"] for each in sessions), ["dev", "later", "ops"])
        self.assertEqual({each["session"] for each in sessions}, {ALICE, BOB})

        with self.subTest("farsign-relay"):
            self.root.apt("install", self.root.put(deb("farsign-relay"), "relay.deb"), "zsh", "fish", "systemd")
            self.assertIn("farsign-relay", self.root.run("farsign-relay", "--help", user="user").stdout)
        with self.subTest("man"):
            self.read_the_manual()
        with self.subTest("systemd"):
            self.verify_units()
        self.complete()
        self.remove_and_purge()

    def install(self, package):
        version = run("dpkg-deb", "--field", package, "Version").stdout.strip()
        self.root.apt("install", self.root.put(package, "farsign.deb"))
        status = self.root.run("dpkg-query", "-W", "-f", "${Status} ${Version}", "farsign").stdout
        self.assertEqual(status, f"install ok installed {version}")

    def farsign(self, *words, **options):
        return self.root.run("farsign", *words, user="user", AWS_ENDPOINT_URL_SIGNIN=self.sandbox.endpoint, **options)

    def terminal(self, *words, **variables):
        return Terminal(self.root.command(
            *words, user="user", AWS_ENDPOINT_URL_SIGNIN=self.sandbox.endpoint, **variables))

    def sign_in(self, profile, identity):
        login = self.terminal("farsign", "login", "--profile", profile, "--region", "us-east-1")
        self.addCleanup(login.close)
        url = login.until(rf"{self.sandbox.endpoint}/v1/authorize\?\S+(?=\s)").group()
        login.until(r"Reply \(not shown\): ")
        self.paste(login, self.sandbox.browse(url, identity))
        login.until(f"Updated profile {profile}")
        self.assertEqual(login.wait(), 0)

    def paste(self, terminal, text):
        """As a terminal sends a paste, with Enter after it."""
        terminal.type(f"\x1b[200~{text}\x1b[201~\r")

    def vend(self, profile):
        """Runs the profile's line as an AWS tool does."""
        config = (self.root.path / HOME.lstrip("/") / ".aws/config").read_text()
        line = re.search(rf"\[profile {profile}\]\n(?:.+\n)*?credential_process = (.+)\n", config).group(1)
        self.assertEqual(line, f"/usr/bin/farsign-credentials --profile {profile}")
        answer = json.loads(self.root.run("sh", "-c", line, user="user").stdout)
        self.assertEqual(answer["Version"], 1)
        self.assertTrue(answer["AccessKeyId"].startswith("ASIA"))

    def read_the_manual(self):
        page = self.root.run("man", "farsign", user="user", MANPAGER="cat").stdout
        self.assertIn("sign in to AWS on a machine without a browser", page)
        self.assertIn("FARSIGN_STATE_DIR", page)
        # man finds the page of a command by its words.
        self.assertIn("--no-wait", self.root.run("man", "farsign", "login", user="user", MANPAGER="cat").stdout)
        self.root.run("man", "farsign-relay", user="user", MANPAGER="cat")
        self.assertIn("farsign-audit-ship (1)", self.root.run("whatis", "farsign-audit-ship").stdout)

    def verify_units(self):
        for words in (
            ["/usr/lib/systemd/system/farsign-ship@.service", "/usr/lib/systemd/system/farsign-ship@.timer"],
            ["--user", "/usr/lib/systemd/user/farsign-ship.service", "/usr/lib/systemd/user/farsign-ship.timer"],
        ):
            done = self.root.run("systemd-analyze", "verify", "--man=yes", *words, check=False, XDG_RUNTIME_DIR="/run")
            about = [line for line in done.stderr.splitlines() if "farsign" in line]
            self.assertEqual(about, [])
        enabled = self.root.run("systemctl", "is-enabled", "farsign-ship@user.timer", check=False)
        self.assertEqual(enabled.stdout.strip(), "disabled")

    def complete(self):
        config = self.root.path / HOME.lstrip("/") / ".aws/config"
        kept = config.read_text()
        # Names that a shell would run, split or take for an option. A line that is typed must not run them.
        hostile = [
            "$(touch /srv/ran)", "`touch /srv/ran`", "a;touch /srv/ran", "-x", "~root", "a b", "a'b", "a\\b", "dé"]
        config.write_text(kept + "".join(f"\n[profile {name}]\nregion = us-east-1\n" for name in hostile))
        (self.root.path / "srv").chmod(0o777)
        lines = {
            "farsign sess\t": ["farsign", "sessions"],
            "farsign audit li\t": ["farsign", "audit", "list"],
            "farsign login --no-w\t": ["farsign", "login", "--no-wait"],
            "farsign login --profile l\t": ["farsign", "login", "--profile", "later"],
            "farsign logout --profile op\t": ["farsign", "logout", "--profile", "ops"],
            "farsign audit list --kind signed-i\t": ["farsign", "audit", "list", "--kind", "signed-in"],
            "farsign audit list --agent cl\t": ["farsign", "audit", "list", "--agent", "claude-code"],
            "farsign credentials --format wi\t": ["farsign", "credentials", "--format", "windows-cmd"],
            "farsign login --region ap-northeast-1\t": ["farsign", "login", "--region", "ap-northeast-1"],
            "farsign logout --session arn\tA\t": ["farsign", "logout", "--session", ALICE],
            f"farsign audit list --session {BOB[:-2]}\t": ["farsign", "audit", "list", "--session", BOB],
            "farsign audit show --js\t": ["farsign", "audit", "show", "--json"],
            "farsign-relay --sand\t": ["farsign-relay", "--sandbox"],
        }
        bash = {"farsign login --profile=op\t": ["farsign", "login", "--profile=ops"]}
        for shell in ("bash", "zsh", "fish"):
            terminal = self.shell(shell)
            for line, words in (lines | (bash if shell == "bash" else {})).items():
                with self.subTest(shell, line=line):
                    self.assertEqual(self.typed(terminal, line), words)
            # Every name is asked for, and none that a shell could run is offered.
            self.typed(terminal, "farsign login --profile \t\td\t")
        self.assertFalse((self.root.path / "srv/ran").exists())
        with self.subTest("silent"):
            self.complete_without_a_config(config)
        config.write_text(kept)

    def shell(self, name):
        """A shell at a terminal, which completes as it does for everybody who has the package."""
        command, setup = {
            "bash": (
                ["bash", "--norc", "-i"],
                "bind 'set enable-bracketed-paste off'; . /usr/share/bash-completion/bash_completion"),
            "zsh": (["zsh", "-f", "-i"], "unsetopt beep; autoload -U compinit && compinit -u -D; bindkey -e"),
            "fish": (
                ["fish", "--no-config", "--init-command", "function fish_prompt; echo 'ready> '; end"],
                "set -p fish_complete_path /usr/share/fish/vendor_completions.d"),
        }[name]
        terminal = self.terminal(*command, PS1="ready> ", fish_greeting="", HISTFILE="", COLUMNS="200")
        self.addCleanup(terminal.close)
        terminal.until("ready> ")
        terminal.type(f"{setup}; printf '%s-%s\\n' set up\r")
        terminal.until("set-up")
        return terminal

    def typed(self, terminal, line):
        """The words of a command line after it was typed into a shell, with its completions."""
        terminal.shown = ""
        # Home, and then a command that shows its words instead of running them.
        terminal.type(f"{line}\x01printf '<%s>' \x05 ''\r")
        return re.findall("<([^<>]*)>", terminal.until(r"((?:<[^<>%]*>)+)<>").group(1))

    def complete_without_a_config(self, config):
        words = ["farsign", "---completion", "login", "--", "--profile", "3", "0", "farsign", "login", "--profile", ""]
        names = self.root.run(*words, user="user", SAP_SHELL="bash").stdout.split("\n")
        self.assertEqual([name for name in names if name], ["dev", "dé", "later", "ops"])
        config.chmod(0)
        config.write_bytes(b"\xff[profile")
        for variables in ({}, {"HOME": "/nonexistent"}, {"HOME": "/root"}, {"AWS_CONFIG_FILE": "/dev/full"}):
            done = self.root.run(*words, user="user", SAP_SHELL="bash", **variables)
            self.assertEqual(done.stderr, "")
        config.chmod(0o600)

    def remove_and_purge(self):
        wanted = self.root.path / "etc/systemd/system/timers.target.wants/farsign-ship@user.timer"
        wanted.parent.mkdir(parents=True, exist_ok=True)
        wanted.symlink_to("/usr/lib/systemd/system/farsign-ship@.timer")
        (self.root.path / "etc/farsign").mkdir()
        settings = self.root.path / "etc/farsign/ship.env"
        settings.write_text("FARSIGN_SHIP_TO=/srv/histories\n")
        home = self.root.tree(HOME)
        self.root.apt("remove", "farsign")
        self.assertFalse((self.root.path / "usr/bin/farsign").exists())
        self.assertTrue(wanted.is_symlink())
        self.assertEqual(self.root.tree(HOME), home)
        self.root.apt("purge", "farsign", "farsign-relay")
        self.assertFalse(wanted.is_symlink())
        self.assertEqual(settings.read_text(), "FARSIGN_SHIP_TO=/srv/histories\n")
        self.assertEqual(self.root.tree(HOME), home)
        left = [
            path for top in ("etc", "usr", "var/lib", "lib") for path in (self.root.path / top).rglob("*farsign*")
            if "etc/farsign" not in str(path)]
        self.assertEqual(left, [])
        # Everything is still there for a later installation.
        self.install(deb("farsign"))
        self.vend("dev")
        self.farsign("audit", "verify")


def older(root):
    """The package of a version before this one: the same programs, since a release's are not kept."""
    with tempfile.TemporaryDirectory(dir=PLACE) as place:
        tree = pathlib.Path(place, "tree")
        run("dpkg-deb", "--raw-extract", deb("farsign"), tree)
        control = tree / "DEBIAN/control"
        control.write_text(re.sub(r"^Version: .*", f"Version: {OLDER}", control.read_text(), flags=re.M))
        package = PLACE / f"older-{root.path.name}.deb"
        run("dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, package)
        return package
