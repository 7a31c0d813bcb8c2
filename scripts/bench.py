"""Measures whole processes in one run and compares the figures with the budgets of farsign.

Called by scripts/bench. Times are medians by the wall clock; commands that are compared take turns, so that what else
the machine does affects all of them alike.
"""

import argparse
import contextlib
import ctypes
import hashlib
import html
import http.cookiejar
import json
import os
import random
import re
import select
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import typing
import urllib.parse
import urllib.request

# Budgets of times. The first six are ratios: a busy machine must not decide, so a time never fails the bench.
VEND = 2.0  # farsign-credentials to its end, compared with cat of the token file
ANSWER = 1.3  # the same to its answer, compared with cat to its end
FULL_LEDGER = 1.05  # the same to its end, compared with a ledger without rows
LOGIN = 5  # farsign login to the URL, compared with cat
STORM = 3  # the last of all answers on an expired token, compared with a live one
AWS_CLI = 60  # the AWS CLI, compared with farsign-credentials: at least
ONE_CLICK = 100  # ms

# Budgets of counts and sizes. One that is exceeded fails the bench.
INSTRUCTIONS = 3_000_000  # of a vend
PAGE_FAULTS = 220  # of a vend
MEMORY = 4  # MiB of a vend
PEAK_MEMORY = 40  # MiB, at a reply of 100 MB
SIZES = {"farsign": 25, "farsign-credentials": 8, "farsign-relay": 20}  # MB

CALLERS = 1_000  # at once
VERIFY = 1.5  # seconds, of a million rows
CHECKPOINT = 0.02  # seconds, after 1,000 rows more
HISTORY = 2  # list and explain with a million rows, compared with few
SHIPPED = 50_000  # rows in a second
FLEET = 5  # seconds, of a million rows of 200 hosts
FLEET_MEMORY = 100  # MiB
BOTO3_CALLS = 50
TIMEOUT = 60
SIGN_IN = ("token-redeem", "introspect")  # the sandbox's operations after a browser's callback

VENV = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), ".venv")
AWS = "/usr/bin/aws"  # Debian's: another one may come first in PATH
RELEASED_AWS = os.path.join(VENV, "awscli-2/dist/aws")
BOTO3 = os.path.join(VENV, "boto3-current/bin/python")

# Prints the milliseconds that a call takes on average.
BOTO3_PROGRAM = """
import boto3, sys, time
profile, endpoint, calls = sys.argv[1], sys.argv[2], int(sys.argv[3])
sts = boto3.Session(profile_name=profile, region_name="us-east-1").client("sts", endpoint_url=endpoint)
start = time.perf_counter()
for _ in range(calls):
    sts.get_caller_identity()
print((time.perf_counter() - start) * 1e3 / calls)
"""


class Run(typing.NamedTuple):
    """One process, or the medians of several: milliseconds to its first output and to its end, and page faults."""

    answer: float
    end: float
    faults: float


class Bench:
    def __init__(self, binaries, home, rounds, rows):
        self.binaries = binaries
        self.farsign = os.path.join(binaries, "farsign")
        self.helper = os.path.join(binaries, "farsign-credentials")
        self.sandbox = os.path.join(binaries, "farsign-sandbox")
        self.relay = os.path.join(binaries, "farsign-relay")
        self.home, self.rounds, self.rows = home, rounds, rows
        self.state = os.path.join(home, ".local/state/farsign")
        self.endpoint = self.token = None
        self.lines, self.failed = [], []

    # Running things

    def environment(self, **more):
        return {
            "HOME": self.home,
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "AWS_ENDPOINT_URL_SIGNIN": self.endpoint,
            **more,
        }

    def run(self, *arguments, reply="", **more):
        result = subprocess.run(
            [self.farsign, *arguments], input=reply, env=self.environment(**more), capture_output=True, text=True
        )
        if result.returncode != 0:
            raise SystemExit(f"bench: farsign {' '.join(arguments)} ended with {result.returncode}: {result.stderr}")
        return result.stdout

    def measure(self, arguments, environment):
        """One process, whose output is thrown away."""
        here, there = os.pipe()
        start = time.perf_counter_ns()
        pid = os.posix_spawn(
            arguments[0], arguments, environment, file_actions=[(os.POSIX_SPAWN_DUP2, there, 1)]
        )
        os.close(there)
        os.read(here, 1 << 16)
        answer = time.perf_counter_ns() - start
        _, status, usage = os.wait4(pid, 0)
        end = time.perf_counter_ns() - start
        os.close(here)
        if status != 0:
            raise SystemExit(f"bench: {' '.join(arguments)} ended with wait status {status}")
        return Run(answer / 1e6, end / 1e6, usage.ru_minflt)

    def alternate(self, rounds, before=lambda: None, **commands):
        """The medians of each command, the commands taking turns.

        Each round has an order of its own: a program that always ran after itself would find warm caches.
        """
        runs = {name: [] for name in commands}
        for turn in range(rounds + 2):
            for name, (arguments, environment) in random.sample(list(commands.items()), len(commands)):
                before()
                run = self.measure(arguments, environment)
                if turn >= 2:  # the first two warm the page cache
                    runs[name].append(run)
        return {name: Run(*map(statistics.median, zip(*each))) for name, each in runs.items()}

    def instructions(self, arguments, environment, before):
        """The median of ten runs under valgrind."""
        valgrind = ["/usr/bin/valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *arguments]
        counts = []
        for _ in range(10):
            before()
            result = subprocess.run(valgrind, env=environment, capture_output=True, text=True)
            collected = re.search(r"Collected : (\d+)", result.stderr)
            # Nothing is collected of a program that replaces itself with another one.
            if result.returncode != 0 or collected is None:
                raise SystemExit(f"bench: {' '.join(valgrind)} counted no instructions: {result.stderr}")
            counts.append(int(collected[1]))
        return round(statistics.median(counts))

    def at_once(self, size, arguments):
        """Starts so many callers at once.

        The access keys in their answers, how many callers failed or complained, and the seconds from the first one's
        start to the last answer.
        """
        folder = tempfile.mkdtemp(dir=self.home)
        files = [(f"{folder}/{number}.out", f"{folder}/{number}.err") for number in range(size)]
        start = time.time()
        pids = []
        for out, err in files:
            actions = [
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, out, os.O_WRONLY | os.O_CREAT, 0o600),
                (os.POSIX_SPAWN_OPEN, 2, err, os.O_WRONLY | os.O_CREAT, 0o600),
            ]
            pids.append(os.posix_spawn(arguments[0], arguments, self.environment(), file_actions=actions))
        statuses = [os.waitpid(pid, 0)[1] for pid in pids]
        keys = []
        for out, _ in files:
            with open(out) as file:
                if text := file.read():
                    keys.append(json.loads(text)["AccessKeyId"])
        failed = sum(status != 0 or os.path.getsize(err) > 0 for status, (_, err) in zip(statuses, files))
        return keys, failed, max(os.path.getmtime(out) for out, _ in files) - start

    # The sandbox, and a person at it

    @contextlib.contextmanager
    def service(self):
        process = subprocess.Popen([self.sandbox, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            if not select.select([process.stdout], [], [], TIMEOUT)[0]:
                raise SystemExit("bench: the sandbox did not start")
            self.endpoint = process.stdout.readline().decode().split()[-1]
            yield
        finally:
            process.terminate()
            process.wait()

    def browse(self, url, form=None):
        data = urllib.parse.urlencode(form).encode() if form else None
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        return opener.open(url, data, timeout=TIMEOUT).read().decode()

    def control(self, what, **members):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        data = json.dumps(members).encode() if members else None
        return json.loads(opener.open(f"{self.endpoint}/control/{what}", data, timeout=TIMEOUT).read())

    def sign_in(self, profile, *options):
        started = self.run("login", "--profile", profile, "--region", "us-east-1", "--no-wait", "--json", *options)
        page = self.browse(json.loads(started)["url"])
        form = {name: re.search(f'name="{name}" value="([^"]*)"', page)[1] for name in ("request", "identity")}
        page = self.browse(f"{self.endpoint}/v1/authorize", {**form, "decision": "allow"})
        self.run("submit", reply=html.unescape(re.search(r'<pre id="code"[^>]*>([^<]*)<', page)[1]))

    def sign_in_expired(self, profile, *options):
        """A session whose access token has expired; the next one will live for 15 minutes."""
        self.control("settings", credentialLifetime=1)
        self.sign_in(profile, *options)
        self.control("settings", credentialLifetime=900)
        time.sleep(1)

    def requests(self, what):
        return sum(1 for record in self.control("log") if record.get("what") == what)

    def vended(self, profile):
        """The ledger's rows of credentials that were given out."""
        with contextlib.closing(sqlite3.connect(os.path.join(self.state, "ledger.db"))) as ledger:
            query = "SELECT COUNT(*) FROM events WHERE kind = 'vended' AND profile = ?"
            return ledger.execute(query, (profile,)).fetchone()[0]

    # The table

    def line(self, what, figure, budget="", fits=True, is_time=False):
        self.lines.append((what, figure, budget, "" if not budget else "ok" if fits else "over"))
        if not fits and not is_time:
            self.failed.append(what)

    def ratio(self, what, above, below, most=None, least=None):
        """Compares two times."""
        value = above / below
        figure = f"{value:.2f}x" if value < 20 else f"{value:.0f}x"
        if most is not None:
            self.line(what, figure, f"<= {most}x", value <= most, is_time=True)
        elif least is not None:
            self.line(what, figure, f">= {least}x", value >= least, is_time=True)
        else:
            self.line(what, figure)

    def table(self):
        header = ("WHAT", "FIGURE", "BUDGET", "")
        widths = [max(len(line[column]) for line in [header, *self.lines]) for column in range(4)]
        return "\n".join(
            "  ".join(text.ljust(width) for text, width in zip(line, widths)).rstrip()
            for line in [header, *self.lines]
        )

    # What is measured

    def hot_path(self):
        self.sign_in("bench")
        cache = os.path.join(self.home, ".aws/login/cache")
        self.token = os.path.join(cache, os.listdir(cache)[0])
        full = os.path.join(self.home, "full")
        shutil.copytree(self.state, full)
        fill_ledger(os.path.join(full, "ledger.db"), self.rows)
        empty = os.path.join(self.home, "empty")
        compiler = ["/usr/bin/cc", "-O2", "-static", "-x", "c", "-o", empty, "-"]
        subprocess.run(compiler, input=b"int main(void) { return 0; }", check=True)
        vend = [self.helper, "--profile", "bench"]
        environment = self.environment()
        full_environment = self.environment(FARSIGN_STATE_DIR=full)
        medians = self.alternate(
            self.rounds,
            cat=(["/bin/cat", self.token], environment),
            empty=([empty], environment),
            vend=(vend, environment),
            full=(vend, full_environment),
            farsign=([self.farsign, "credentials", "--profile", "bench"], environment),
        )
        cat = medians["cat"].end
        self.line("cat of the token file", f"{cat:.2f} ms")
        self.line("a static C program that does nothing", f"{medians['empty'].end:.2f} ms")
        for name, what, most, most_to_answer in (
            ("vend", "farsign-credentials", VEND, ANSWER),
            ("farsign", "farsign credentials", None, None),
        ):
            self.line(f"{what}, live token, audit row written", f"{medians[name].end:.2f} ms")
            self.ratio("  compared with cat", medians[name].end, cat, most)
            self.line("  to its answer", f"{medians[name].answer:.2f} ms")
            self.ratio("  to its answer, compared with cat", medians[name].answer, cat, most_to_answer)
        what = f"farsign-credentials with {self.rows:,} audit rows, compared with none"
        self.ratio(what, medians["full"].end, medians["vend"].end, most=FULL_LEDGER)
        faults = medians["vend"].faults
        self.line("page faults of farsign-credentials", f"{faults:.0f}", f"<= {PAGE_FAULTS}", faults <= PAGE_FAULTS)
        self.vend_instructions(vend, environment)

    def vend_instructions(self, vend, environment):
        """Of every tenth vend of a hundred, from an empty write-ahead log on: a vend reads what is in the log."""
        with contextlib.closing(sqlite3.connect(os.path.join(self.state, "ledger.db"))) as ledger:
            ledger.execute("PRAGMA wal_checkpoint(TRUNCATE)")

        def nine():
            for _ in range(9):
                self.measure(vend, environment)

        count = self.instructions(vend, environment, before=nine)
        what = "instructions of farsign-credentials"
        self.line(what, f"{count:,}", f"<= {INSTRUCTIONS:,}", count <= INSTRUCTIONS)

    def debian_aws_cli(self):
        """Static keys, which is the least that `export-credentials` can do: it neither refreshes nor runs anything."""
        config = os.path.join(self.home, "static")
        with open(config, "w") as file:
            file.write("[bench]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = example\n")
        aws = self.environment(AWS_SHARED_CREDENTIALS_FILE=config, AWS_CONFIG_FILE=os.devnull)
        rounds = max(5, self.rounds // 20)
        medians = self.alternate(
            rounds,
            aws=([AWS, "configure", "export-credentials", "--profile", "bench"], aws),
            vend=([self.helper, "--profile", "bench"], self.environment()),
        )
        what = f"Debian's aws configure export-credentials, static keys, {rounds} runs"
        self.line(what, f"{medians['aws'].end:.0f} ms")
        self.ratio("  compared with farsign-credentials", medians["aws"].end, medians["vend"].end, least=AWS_CLI)

    def released_aws_cli(self, callers=20):
        """The AWS CLI with a session of its own kind, and farsign with the same one."""
        self.sign_in("native", "--integration", "native")
        aws = [RELEASED_AWS, "configure", "export-credentials", "--profile", "native"]
        vend = [self.helper, "--profile", "native"]
        rounds = max(5, self.rounds // 20)
        environment = self.environment()
        medians = self.alternate(rounds, aws=(aws, environment), vend=(vend, environment))
        version = subprocess.run([RELEASED_AWS, "--version"], env=environment, capture_output=True, text=True).stdout
        name = version.split()[0].replace("aws-cli/", "AWS CLI ")
        what = f"{name} configure export-credentials, session of aws login, {rounds} runs"
        self.line(what, f"{medians['aws'].end:.0f} ms")
        self.line("  farsign-credentials, the same session", f"{medians['vend'].end:.2f} ms")
        self.ratio("  compared with farsign-credentials", medians["aws"].end, medians["vend"].end, least=AWS_CLI)
        theirs, ours = memory_of_all(aws, environment), memory_of(vend, environment)[0]
        self.line("  private memory; of farsign-credentials", f"{theirs / 1024:.0f} MB; {ours / 1024:.1f} MB")
        for what, arguments in ((name, aws), ("farsign-credentials", vend)):
            self.sign_in_expired("native", "--integration", "native")
            before = self.requests("token-refresh")
            _, failed, _ = self.at_once(callers, arguments)
            refreshes = self.requests("token-refresh") - before
            self.line(f"{callers} callers at once, expired token: {what}", f"{refreshes} refreshes, {failed} failed")

    def boto3(self):
        """boto3 runs the credential process before every API call while credentials live less than 15 minutes."""
        self.sign_in("bench")
        self.sign_in("native", "--integration", "native")
        with open(os.path.join(self.home, ".aws/config"), "a") as file:
            aws = f"{RELEASED_AWS} configure export-credentials --profile native --format process"
            file.write(f"[profile aws]\ncredential_process = {aws}\n")
        before = self.vended("bench")
        times = {}
        for profile in ("bench", "aws"):
            arguments = [BOTO3, "-c", BOTO3_PROGRAM, profile, self.endpoint, str(BOTO3_CALLS)]
            result = subprocess.run(arguments, env=self.environment(), capture_output=True, text=True)
            if result.returncode != 0:
                raise SystemExit(f"bench: boto3 ended with {result.returncode}: {result.stderr}")
            times[profile] = float(result.stdout)
        vended = self.vended("bench") - before
        what = f"boto3, {BOTO3_CALLS} API calls with farsign's credential process: audit rows"
        self.line(what, f"{vended}", f">= {BOTO3_CALLS}", vended >= BOTO3_CALLS)
        self.line("  one call", f"{times['bench']:.1f} ms")
        self.line("  one call with the released AWS CLI as its credential process", f"{times['aws']:.0f} ms")
        self.ratio("  compared with farsign's", times["aws"], times["bench"])

    def forget(self):
        """Pending logins: each new one would look at them, and a relay would offer them."""
        pending = os.path.join(self.state, "pending")
        for name in os.listdir(pending):
            os.unlink(os.path.join(pending, name))

    def login(self):
        environment = self.environment()
        login = [self.farsign, "login", "--profile", "bench", "--region", "us-east-1", "--no-wait", "--json"]
        cat = (["/bin/cat", self.token], environment)
        medians = self.alternate(self.rounds, before=self.forget, cat=cat, login=(login, environment))
        self.line("farsign login, to the URL", f"{medians['login'].answer:.2f} ms")
        self.ratio("  compared with cat", medians["login"].answer, medians["cat"].end, most=LOGIN)
        self.line("  instructions", f"{self.instructions(login, environment, before=self.forget):,}")

    def storm(self):
        seconds = {}
        for token, sign_in, needed in (("live", self.sign_in, 0), ("expired", self.sign_in_expired, 1)):
            sign_in("storm")
            requests, rows = self.requests("token-refresh"), self.vended("storm")
            keys, failed, seconds[token] = self.at_once(CALLERS, [self.helper, "--profile", "storm"])
            refreshes, rows = self.requests("token-refresh") - requests, self.vended("storm") - rows
            self.line(
                f"{CALLERS:,} callers at once, {token} token: refreshes, answers, audit rows, failures",
                f"{refreshes}; {len(keys):,}; {rows:,}; {failed:,}",
                f"{needed}; {CALLERS:,}; {CALLERS:,}; 0",
                (refreshes, len(keys), len(set(keys)), rows, failed) == (needed, CALLERS, 1, CALLERS, 0),
            )
            self.line("  from the first one's start to the last answer", f"{seconds[token]:.2f} s")
        self.ratio("  compared with a live token", seconds["expired"], seconds["live"], most=STORM)
        self.run("audit", "verify")

    def history(self):
        full = {"FARSIGN_STATE_DIR": os.path.join(self.home, "full")}
        self.run("audit", "verify", **full)
        verify = self.seconds(["audit", "verify"], **full)
        self.budget(f"verify of {self.rows:,} rows", verify, VERIFY)
        self.run("audit", "checkpoint", **full)
        ledger = os.path.join(full["FARSIGN_STATE_DIR"], "ledger.db")
        more_rows = lambda: fill_ledger(ledger, 1_000)
        checkpoint = self.seconds(["audit", "checkpoint"], before=more_rows, **full)
        self.budget("checkpoint after 1,000 rows more", checkpoint, CHECKPOINT)
        commands = {}
        for name, more in (("small", {}), ("full", full)):
            vended = self.run("credentials", "--profile", "bench", **more)
            key = json.loads(vended)["AccessKeyId"]
            for what, arguments in (
                    ("list", ["list", "--limit", "50"]), ("list without a match", ["list", "--program", "none"]),
                    ("explain", ["explain", key])):
                commands[f"{name} {what}"] = ([self.farsign, "audit", *arguments], self.environment(**more))
        # Each filter adds some blocks to the index that it uses, until it has all.
        for _ in range(self.rows // 100_000):
            self.run("audit", "list", "--program", "none", **full)
        times = self.alternate(30, **commands)
        for what in ("list", "list without a match", "explain"):
            text = f"audit {what} with {self.rows:,} rows, compared with few"
            self.ratio(text, times[f"full {what}"].end, times[f"small {what}"].end, most=HISTORY)
        store = os.path.join(self.home, "store")
        start = time.perf_counter()
        report = json.loads(self.run("audit", "ship", "--json", "--to", store, **full))
        speed = report["rows"] / (time.perf_counter() - start)
        self.line("rows shipped to a folder in a second", f"{speed:,.0f}", f">= {SHIPPED:,}", speed >= SHIPPED, True)
        shutil.rmtree(store)
        self.fleet()

    def fleet(self):
        """The histories of many hosts, made without farsign."""
        hosts = 200
        store = os.path.join(self.home, "fleet")
        script = os.path.join(os.path.dirname(__file__), "../Tests/Fleet/fleet.py")
        rows = max(1, self.rows // hosts)
        subprocess.run(
            [sys.executable, script, store, "--hosts", str(hosts), "--rows", str(rows)], check=True,
            stdout=subprocess.DEVNULL,
        )
        arguments = [self.farsign, "audit", "verify", "--json", "--from", os.path.join(store, "history")]
        start = time.perf_counter()
        result = subprocess.run(arguments, env=self.environment(), capture_output=True, text=True)
        seconds = time.perf_counter() - start
        found = json.loads(result.stdout)
        self.budget(f"verify --from of {found['events']:,} rows of {len(found['histories'])} hosts", seconds, FLEET)
        _, peak, _ = memory_of(arguments, self.environment())
        self.line("  its peak memory", f"{peak / 1024:.0f} MB", f"<= {FLEET_MEMORY} MB", peak / 1024 <= FLEET_MEMORY)
        shutil.rmtree(store)

    def seconds(self, arguments, before=lambda: None, **more):
        """The median of five runs."""
        times = []
        for _ in range(5):
            before()
            start = time.perf_counter()
            self.run(*arguments, **more)
            times.append(time.perf_counter() - start)
        return statistics.median(times)

    def budget(self, what, seconds, most):
        self.line(what, f"{seconds * 1e3:,.0f} ms", f"<= {most * 1e3:,.0f} ms", seconds <= most, is_time=True)

    @contextlib.contextmanager
    def ssh_server(self):
        """A real sshd on loopback for whoever runs this; the path of the configuration with which ssh reaches it."""
        folder = os.path.join(self.home, "ssh")
        os.mkdir(folder, 0o700)
        with contextlib.suppress(OSError):
            os.mkdir("/run/sshd", 0o755)  # sshd wants it where root runs it; its package makes it for the service
        for name in ("host", "user"):
            key = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", os.path.join(folder, name)]
            subprocess.run(key, check=True)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        variables = " ".join(f'"{name}={value}"' for name, value in self.environment().items())
        with open(os.path.join(folder, "sshd_config"), "w") as file:
            file.write(
                f"ListenAddress 127.0.0.1:{port}\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/user.pub\n"
                f"StrictModes no\nUsePAM no\nPermitRootLogin yes\nPidFile none\nPrintMotd no\nSetEnv {variables}\n"
            )
        with open(os.path.join(folder, "config"), "w") as file:
            file.write(
                f"Host web1\n  HostName 127.0.0.1\n  Port {port}\n  IdentityFile {folder}/user\n  BatchMode yes\n"
                f"  IdentitiesOnly yes\n  StrictHostKeyChecking accept-new\n  UserKnownHostsFile {folder}/known\n"
                "  LogLevel ERROR\n"
            )
        command = ["/usr/sbin/sshd", "-D", "-e", "-f", os.path.join(folder, "sshd_config")]
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            for line in server.stderr:
                if "Server listening" in line:
                    break
            else:
                raise SystemExit("bench: sshd did not start")
            yield os.path.join(folder, "config")
        finally:
            server.terminate()
            server.wait()

    def one_click(self, rounds=14):
        """From the browser's callback to the end of `farsign login`, through farsign-relay over ssh.

        With the two that warm up, as many logins of one host as the relay takes in a minute; another one would wait.
        """
        self.forget()
        urls = os.path.join(self.home, "urls")
        os.mkfifo(urls)
        browser = os.path.join(self.home, "browser")
        with open(browser, "w") as file:
            file.write(f'#!/bin/sh\nprintf "%s\\n" "$1" > {urls}\n')
        os.chmod(browser, 0o755)
        # Both ends of the FIFO: it is never at its end between two browsers.
        with self.ssh_server() as config, open(os.open(urls, os.O_RDWR), "rb", buffering=0) as opened:
            relay = [self.relay, "-F", config, "web1", "--yes", "web1", "--sandbox"]
            relay += ["--remote-command", f"{self.farsign} attach"]
            environment = self.environment(BROWSER=browser)
            streams = {"stdin": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            process = subprocess.Popen(relay, env=environment, **streams)
            try:
                times = [self.click(opened, turn) for turn in range(rounds + 2)][2:]
            finally:
                process.terminate()
                process.wait()
        median = statistics.median(times)
        what = f"one click: callback to the end of farsign login, less the sandbox's time, {rounds} runs"
        self.line(what, f"{median:.1f} ms", f"<= {ONE_CLICK} ms", median <= ONE_CLICK, is_time=True)

    def click(self, opened, turn):
        login = [self.farsign, "login", "--profile", f"click{turn}", "--region", "us-east-1", "--remote"]
        streams = {"stdin": subprocess.DEVNULL, "stderr": subprocess.PIPE}
        process = subprocess.Popen(login, env=self.environment(), text=True, **streams)
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar, KeepRedirect())
        signing_in = opener.open(opened.readline().decode().strip(), timeout=TIMEOUT).headers["Location"]
        page = opener.open(signing_in, timeout=TIMEOUT).read().decode()
        form = {name: re.search(f'name="{name}" value="([^"]*)"', page)[1] for name in ("request", "identity")}
        form = urllib.parse.urlencode({**form, "decision": "allow"}).encode()
        callback = opener.open(f"{self.endpoint}/v1/authorize", form, timeout=TIMEOUT).headers["Location"]
        start = time.perf_counter()
        # The page comes when all is done; the login may end before it or after it.
        with socket.create_connection(("127.0.0.1", urllib.parse.urlsplit(callback).port), TIMEOUT) as connection:
            target = callback.split("/", 3)[3]
            request = urllib.request.Request(callback)
            jar.cookiejar.add_cookie_header(request)
            host = callback.split("/")[2]
            cookie = request.get_header("Cookie")
            connection.sendall(f"GET /{target} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n\r\n".encode())
            said = process.communicate(timeout=TIMEOUT)[1]
            elapsed = (time.perf_counter() - start) * 1e3
        if process.returncode != 0:
            raise SystemExit(f"bench: farsign login ended with {process.returncode}: {said}")
        log = self.control("log")
        spent = [[record["duration"] for record in log if record.get("what") == what][-1] for what in SIGN_IN]
        return elapsed - sum(spent) / 1e3

    def memory(self):
        self.sign_in("bench")
        own, _, status = memory_of([self.helper, "--profile", "bench"], self.environment())
        if status != 0:
            raise SystemExit(f"bench: farsign-credentials ended with wait status {status}")
        own /= 1024
        self.line("private memory (RssAnon), live token", f"{own:.1f} MB", f"<= {MEMORY} MB", own <= MEMORY)
        self.sign_in_expired("hostile")
        self.control("fail", on="token-refresh", fault="huge:100000000", times=9)
        _, peak, status = memory_of([self.farsign, "credentials", "--profile", "hostile"], self.environment())
        if not os.WIFEXITED(status) or os.WEXITSTATUS(status) != 6:
            raise SystemExit(f"bench: a reply of 100 MB ended with wait status {status}, not with exit 6")
        peak /= 1024
        what = "peak memory, file pages too, at a reply of 100 MB"
        self.line(what, f"{peak:.1f} MB", f"<= {PEAK_MEMORY} MB", peak <= PEAK_MEMORY)

    def sizes(self):
        for name, budget in SIZES.items():
            size = os.path.getsize(os.path.join(self.binaries, name)) / 1e6
            self.line(f"size of {name}", f"{size:.1f} MB", f"<= {budget} MB", size <= budget)


class KeepRedirect(urllib.request.HTTPRedirectHandler):
    """Gives a redirect back instead of following it."""

    def redirect_request(self, *_):
        return None

    def http_error_302(self, request, answer, *_):
        return answer

    http_error_303 = http_error_302


def fill_ledger(path, rows):
    """Clones the last audit row until there are so many, each chained to the one before it."""
    ledger = sqlite3.connect(path, isolation_level=None)
    ledger.row_factory = sqlite3.Row
    last = dict(ledger.execute("SELECT * FROM events ORDER BY seq DESC LIMIT 1").fetchone())
    actor = {name: last[name] for name in ("uid", "user", "pid", "process", "tty", "ssh_client")}
    record = {name: last[name] for name in ("time", "outcome", "profile", "session", "account")}
    detail = {"credentials_expire_at": "2026-01-02T03:04:05Z", "format": "process"}
    record.update(kind="vended", actor=actor, detail=detail, seq=0, previous_hash="PREVIOUS")
    # RFC 8785 for what is in here: members sorted, no white space, nothing escaped that need not be.
    text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    head, middle, tail = re.fullmatch(r'(.*"previous_hash":")PREVIOUS(".*"seq":)0(,.*)', text).groups()
    columns = [*last]
    values = {**last, "kind": "vended", "detail": json.dumps(detail, sort_keys=True, separators=(",", ":"))}
    places = [columns.index(name) for name in ("seq", "previous_hash", "hash")]

    def clones(row, seq, digest):
        for seq in range(seq + 1, seq + 1 + rows):
            previous, digest = digest, hashlib.sha256(f"{head}{digest}{middle}{seq}{tail}".encode()).hexdigest()
            row[places[0]], row[places[1]], row[places[2]] = seq, previous, digest
            yield row
        ledger.execute("UPDATE head SET seq = ?, hash = ?", (seq, digest))

    ledger.execute("BEGIN")
    ledger.executemany(
        f"INSERT INTO events ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
        clones([values[name] for name in columns], last["seq"], last["hash"]),
    )
    ledger.execute("COMMIT")
    ledger.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    ledger.close()


def memory_of(arguments, environment):
    """A process's RssAnon and peak resident memory in KiB as it ends, and its wait status.

    It is traced from its first instruction on and stops once more before it is gone (ptrace(2), PTRACE_O_TRACEEXIT);
    later it would not let itself be traced.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    trace_me, go_on, set_options, trace_exit = 0, 7, 0x4200, 0x40
    pid = os.fork()
    if pid == 0:
        silence = os.open(os.devnull, os.O_RDWR)
        for descriptor in range(3):
            os.dup2(silence, descriptor)
        libc.ptrace(trace_me, 0, None, None)
        os.execve(arguments[0], arguments, environment)
    os.waitpid(pid, 0)
    if libc.ptrace(set_options, pid, None, trace_exit) != 0:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        raise SystemExit(f"bench: cannot trace: {os.strerror(ctypes.get_errno())}")
    facts, pending = {}, 0
    while True:
        libc.ptrace(go_on, pid, None, pending)
        _, status = os.waitpid(pid, 0)
        if not os.WIFSTOPPED(status):
            return facts["RssAnon"], facts["VmHWM"], status
        pending = os.WSTOPSIG(status)
        if status >> 16:
            pending = 0
            with open(f"/proc/{pid}/status") as file:
                facts = {name: int(kib) for name, kib in re.findall(r"^(RssAnon|VmHWM):\s*(\d+) kB", file.read(), re.M)}


def memory_of_all(arguments, environment):
    """The peak of the private memory in KiB that a process and those that it starts use together, looked at every 2 ms.

    Forks, which share their memory, are known by the same addresses: the largest counts for all of them.
    """
    silence = (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)
    pid = os.posix_spawn(arguments[0], arguments, environment, file_actions=[silence])
    peak = 0
    while os.waitpid(pid, os.WNOHANG) == (0, 0):
        pids, figures = [pid], {}
        for process in pids:
            # Any of them may be gone.
            with contextlib.suppress(OSError):
                with open(f"/proc/{process}/smaps_rollup") as file:
                    for addresses, kib in re.findall(r"^(\S+) .*^Anonymous:\s*(\d+) kB", file.read(), re.M | re.S):
                        figures[addresses] = max(figures.get(addresses, 0), int(kib))
                with open(f"/proc/{process}/task/{process}/children") as file:
                    pids += [int(child) for child in file.read().split()]
        peak = max(peak, sum(figures.values()))
        time.sleep(0.002)
    return peak


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("binaries")
    parser.add_argument("--rows", type=int, default=1_000_000, help="audit rows in the full ledger")
    parser.add_argument("--rounds", type=int, default=300, help="rounds of every timing")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="farsign-bench-") as home:
        bench = Bench(options.binaries, home, options.rounds, options.rows)
        with bench.service():
            parts = (
                bench.hot_path,
                bench.debian_aws_cli,
                bench.released_aws_cli,
                bench.boto3,
                bench.login,
                bench.one_click,
                bench.storm,
                bench.history,
                bench.memory,
                bench.sizes,
            )
            durations = []
            for part in parts:
                name = part.__name__.replace("_", " ")
                print(f"bench: {name}", file=sys.stderr, flush=True)
                start = time.perf_counter()
                part()
                durations.append(f"{name} {time.perf_counter() - start:.0f} s")
        print(f"\n{bench.table()}")
        print(f"\nTimes are medians of {options.rounds} runs where not said otherwise, on {os.cpu_count()} cores.")
        print(f"The parts took: {', '.join(durations)}.")
        if bench.failed:
            sys.stdout.flush()
            raise SystemExit(f"bench: over the budget: {'; '.join(bench.failed)}")


if __name__ == "__main__":
    main()
