"""
usage: fleet.py DIRECTORY [--hosts N] [--rows N] [--batch N] [--checkpoints]

Writes the shipped objects of a made-up fleet into DIRECTORY/history: a working week with valid chains, in which some
hosts did something that a query has to find. DIRECTORY/cloudtrail gets log files of CloudTrail, and
DIRECTORY/answers.json what the queries have to answer. At least 20 hosts and 60 rows a host.

Every row of every host has its own canonical bytes, its hash and that of its predecessor. Its line is the one that
'farsign audit ship' would write, also where a template makes it quickly. Simulated is what the rows tell: a week of eight programs that ask at even intervals,
one person and one process id for each host, and sign-ins and access keys that no AWS has seen.
"""

import argparse
import functools
import gzip
import hashlib
import json
import multiprocessing
import pathlib
from datetime import datetime, timedelta, timezone

import ocsf

MONDAY = datetime(2026, 11, 23, 8, 5, tzinfo=timezone.utc)
AS_OF = MONDAY.replace(day=28, hour=12, minute=0)
WORKDAY = timedelta(hours=9, minutes=50)
LIFE = timedelta(minutes=15)
SECOND = timedelta(seconds=1)
ACCOUNTS = ["111122223333", "123456789012", "210987654321"]
PROGRAMS = ["aws", "aws", "aws", "terraform", "python3", "python3", "kubectl", "boto3-worker"]
AGENTS = {0: "claude-code", 7: "codex"}
VERSION = "0.2.0"
# Of gzip. farsign ships with 4, which takes twice as long and a fifth less space.
LEVEL = 1

# The hosts with something to find, by the query that finds it.
TWO_CLIENTS, WRONG_STATE, SILENT, FORK, REPEATED = 1, 2, 3, 4, 5
NEW_PROGRAM, NIGHT, WEEKEND, NO_SIGN_OUT, ALTERED = 6, 7, 8, 9, 10
MISSING, LOST_ROWS, UNFAITHFUL, FAILED, ELSEWHERE = 11, 12, 13, 14, 15
# Every fourth host writes one row for several vends of a program within a minute.
FOLDING = 3
# Its person works from another address on some days, which is nothing to find.
MOVED = 16
NIGHTLY_VENDS = 3
# One of its rows was replaced by another one with a correct hash.
REPLACED = 17


class Host:
    def __init__(self, index):
        self.index = index
        self.id = hashlib.sha256(f"host {index}".encode()).hexdigest()[:32]
        self.name = f"web{index}.example.com"
        self.owner = f"user{index}"
        self.account = ACCOUNTS[index % len(ACCOUNTS)]
        self.identity = f"arn:aws:iam::{self.account}:user/Person{index}"
        self.ssh_client = f"10.{index // 250}.{index % 250}.7 {40000 + index}"

    def actor(self, pid, process="farsign"):
        return {
            "uid": 1000, "user": self.owner, "pid": pid, "process": process, "tty": "pts/0",
            "ssh_client": self.ssh_client,
        }  # fmt: skip

    def row(self, time, kind, outcome="ok", session=True, actor=None, **detail):
        return {
            "time": rfc3339(time, "milliseconds"), "kind": kind, "outcome": outcome, "profile": "dev",
            "session": self.identity if session else None, "account": self.account if session else None,
            "actor": actor or self.actor(4000), "detail": detail,
        }  # fmt: skip

    def access_key(self, day, number):
        return f"ASIA{self.index:05}D{day + 1}N{number:04}".ljust(20, "X")

    def credentials(self, day, number, refreshed):
        return {
            "access_key_id": self.access_key(day, number),
            "credentials_expire_at": rfc3339(refreshed + LIFE, "seconds"),
        }  # fmt: skip

    def vend(self, time, credentials, process="aws", agent=None, count=1):
        detail = {**credentials, "format": "process", "region": "eu-central-1"}
        if agent:
            detail["agent"] = agent
        if count > 1:
            detail |= {"count": count, "first_time": rfc3339(time - 4 * SECOND * count, "milliseconds")}
        return self.row(time, "vended", actor=self.actor(5000, process), **detail)

    def vend_once(self, time, day, number, *arguments, **options):
        """With credentials of its own."""
        return self.vend(time, self.credentials(day, number, time), *arguments, **options)


@functools.lru_cache(100_000)
def rfc3339(time, precision):
    return time.isoformat(timespec=precision).replace("+00:00", "Z")


def rows(host, count):
    """The rows of a week, without sequence numbers and hashes."""
    if host.index == WEEKEND:
        yield host.vend_once(MONDAY - timedelta(days=2), -1, 0)
    days = 2 if host.index == SILENT else 5
    for day in range(days):
        yield from workday(host, day, count // days)
        if host.index == NIGHT and day == 1:
            yield host.vend_once(MONDAY.replace(day=25, hour=3, minute=12), day, 9, count=NIGHTLY_VENDS)


def workday(host, day, count):
    start = MONDAY + timedelta(days=day, seconds=host.index % 60)
    if host.index == MOVED and day == 3:
        host.ssh_client = "192.0.2.16 40016"
    login = hashlib.sha256(f"{host.id} {day}".encode()).hexdigest()[:12]
    relay = {"client": "laptop", "intake": "relay", "peer_uid": 1000, "way": "socket", "login": login}
    expires = rfc3339(start + timedelta(minutes=10), "seconds")
    yield host.row(start, "login-started", session=False, region="eu-central-1", expires_at=expires, login=login)
    if host.index == WRONG_STATE and day == 2:
        yield host.row(start, "reply-refused", "failed", False, error="state-mismatch", **relay)
        yield host.row(start, "reply-refused", "failed", False, error="unknown-login", intake="submit")
    if host.index == FAILED and day == 3:
        yield host.row(start, "exchange-failed", "failed", False, error="code-expired", login=login)
        yield host.row(start, "login-ended", "failed", False, error="too-many-attempts", login=login)
    yield host.row(start, "reply-received", session=False, **relay)
    yield host.row(start, "signed-in", region="eu-central-1", login=login)
    yield host.row(start, "profile-updated", integration="process", login=login)
    if host.index == TWO_CLIENTS and day == 3:
        # The identity of the host before, which signed in there a minute ago.
        other = Host(host.index - 1)
        stolen = host.vend_once(start + timedelta(minutes=1), day, 900)
        stolen["actor"] = stolen["actor"] | {"ssh_client": "203.0.113.99 50000"}
        yield stolen | {"session": other.identity, "account": other.account}
    yield from vends(host, day, start, max(count - 45, 4))
    if host.index == NEW_PROGRAM and day == 4:
        yield host.vend_once(start + WORKDAY, day, 900, "rclone")
    if host.index == LOST_ROWS and day == 4:
        row = host.vend_once(start + WORKDAY, day, 900)
        row["detail"]["lost_rows_before"] = 7
        yield row
    if not (host.index == NO_SIGN_OUT and day == 4):
        yield host.row(start + WORKDAY, "signed-out", tokens_removed=True)


def vends(host, day, start, count):
    """The credentials are refreshed every 15 minutes."""
    refreshed, number = start, 0
    credentials = host.credentials(day, number, refreshed)
    for index in range(count):
        time = start + WORKDAY * index / count
        if time >= refreshed + LIFE:
            refreshed, number = time, number + 1
            credentials = host.credentials(day, number, refreshed)
            expires = credentials["credentials_expire_at"]
            yield host.row(time, "refreshed", region="eu-central-1", credentials_expire_at=expires)
        program = PROGRAMS[(host.index + index) % len(PROGRAMS)]
        agent = AGENTS.get(host.index % 10) if index % 3 == 0 else None
        folded = 2 + index % 9 if host.index % 4 == FOLDING and index % 5 == 4 else 1
        yield host.vend(time, credentials, program, agent, folded)


class Lines:
    """Adds sequence numbers, hashes and OCSF. Nearly all rows are vends, which get their values by a template."""

    NUMBERS = {
        "seq": 7000000000001, "milliseconds": 7000000000002, "expires_milliseconds": 7000000000003,
        "count": 7000000000004, "first_milliseconds": 7000000000005,
    }  # fmt: skip
    TIME, EXPIRES, FIRST = "2192-02-28T05:46:40.002Z", "2192-02-28T05:46:40Z", "2192-02-28T05:46:40.005Z"
    TEXTS = {
        "time": TIME, "expires": EXPIRES, "first": FIRST, "key": "ASIA-KEY", "previous": "f" * 63 + "0",
        "hash": "f" * 63 + "1",
    }  # fmt: skip

    def __init__(self, host):
        self.host = host
        self.seq, self.previous = 0, "0" * 64
        self.templates = {}

    def add(self, row):
        """Completes the row, and returns its line."""
        self.seq += 1
        row |= {"seq": self.seq, "previous_hash": self.previous}
        if row["kind"] == "vended" and "lost_rows_before" not in row["detail"]:
            return self.add_quickly(row)
        row |= ocsf.chained(row, self.previous)
        self.previous = row["hash"]
        return self.line(row)

    def line(self, row):
        return ocsf.line(row, self.host.id, self.host.name, self.host.owner, VERSION)

    def add_quickly(self, row):
        actor, detail = row["actor"], row["detail"]
        shape = actor["process"], detail.get("agent"), actor["ssh_client"], row["session"], "count" in detail
        if shape not in self.templates:
            self.templates[shape] = self.template(row)
        raw, line = self.templates[shape]
        values = {
            "seq": self.seq, "time": row["time"], "milliseconds": milliseconds(row["time"]),
            "expires": detail["credentials_expire_at"],
            "expires_milliseconds": milliseconds(detail["credentials_expire_at"]),
            "key": detail["access_key_id"], "previous": self.previous,
        }  # fmt: skip
        if "count" in detail:
            first = detail["first_time"]
            values |= {"count": detail["count"], "first": first, "first_milliseconds": milliseconds(first)}
        self.previous = row["hash"] = values["hash"] = hashlib.sha256((raw % values).encode()).hexdigest()
        return line % values

    def template(self, row):
        detail = row["detail"] | {"access_key_id": "ASIA-KEY", "credentials_expire_at": self.EXPIRES}
        if "count" in detail:
            detail |= {"count": self.NUMBERS["count"], "first_time": self.FIRST}
        row = row | {
            "seq": self.NUMBERS["seq"], "time": self.TIME, "detail": detail, "previous_hash": self.TEXTS["previous"],
            "hash": self.TEXTS["hash"],
        }  # fmt: skip
        event = ocsf.event(row, self.host.id, self.host.name, self.host.owner, VERSION)
        event["time"] = self.NUMBERS["milliseconds"]
        event["session"]["expiration_time"] = self.NUMBERS["expires_milliseconds"]
        if "count" in detail:
            event["start_time"] = self.NUMBERS["first_milliseconds"]
            event["end_time"] = self.NUMBERS["milliseconds"]
        return self.opened(ocsf.raw_data(row)), self.opened(ocsf.canonical(event))

    def opened(self, text):
        text = text.replace("%", "%%")
        for name, value in (self.NUMBERS | self.TEXTS).items():
            text = text.replace(str(value), f"%({name})s")
        return text


# Parsing is slow, and most rows of a fleet have a time that another row has too.
milliseconds = functools.lru_cache(100_000)(ocsf.milliseconds)


class Facts:
    """What the rows say, added up without SQL: for each answer and each key, what its rows have in common."""

    def __init__(self):
        self.found = {"sign_ins": {}, "programs": {}, "agents": {}, "failures": {}}
        self.rows = 0

    def note(self, row, host):
        self.rows += 1
        kind, detail = row["kind"], row["detail"]
        if kind == "vended":
            count = detail.get("count", 1)
            self.add("programs", row["actor"]["process"], row, host, count)
            if "agent" in detail:
                self.add("agents", f"{detail['agent']} {row['session']}", row, host, count)
        elif kind == "signed-in":
            self.add("sign_ins", row["session"], row, host)
        if row["outcome"] == "failed":
            self.add("failures", f"{kind} {detail['error']}", row, host)

    def add(self, name, key, row, host, count=1):
        first = row["detail"].get("first_time", row["time"])
        new = {"count": count, "hosts": {host.id}, "identities": {row["session"]}, "first": first, "last": row["time"]}
        self.merge(name, key, new)

    def merge(self, name, key, new):
        old = self.found[name].setdefault(key, new)
        if old is not new:
            old["count"] += new["count"]
            old["hosts"] |= new["hosts"]
            old["identities"] |= new["identities"]
            old["first"], old["last"] = min(old["first"], new["first"]), max(old["last"], new["last"])

    @classmethod
    def total(cls, parts):
        whole = cls()
        whole.rows = sum(part.rows for part in parts)
        for part in parts:
            for name, facts in part.found.items():
                for key, fact in facts.items():
                    whole.merge(name, key, fact)
        return whole

    def answers(self):
        return {"rows": self.rows} | {
            name: {
                key: fact | {"hosts": len(fact["hosts"]), "identities": len(fact["identities"])}
                for key, fact in facts.items()
            }
            for name, facts in self.found.items()
        }


class Objects:
    """Writes the objects of one host, and notes what the queries have to find in them."""

    def __init__(self, root, host, batch, key):
        self.folder = root / "history" / f"host={host.id}" / f"user={host.owner}"
        self.host, self.batch, self.key = host, batch, key
        self.rows, self.lines, self.leaves = [], [], []
        self.written = []
        self.facts = Facts()

    def add(self, row, line):
        if self.rows and (len(self.rows) == self.batch or row["time"][:10] != self.rows[0]["time"][:10]):
            self.flush()
        self.rows.append(row)
        self.lines.append(line)

    def flush(self):
        rows, lines = self.rows, self.lines
        self.rows, self.lines = [], []
        if self.key:
            self.write_checkpoint(rows[-1]["seq"])
        if self.host.index == MISSING and len(self.written) == 3:
            self.written.append((rows, lines))
            return
        self.write(rows, lines)

    def write(self, rows, lines):
        folder = self.folder / f"date={rows[0]['time'][:10]}"
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{rows[0]['seq']:016}-{rows[-1]['seq']:016}.jsonl.gz"
        with open(folder / name, "xb") as file:
            file.write(gzip.compress("".join(f"{line}\n" for line in lines).encode(), LEVEL, mtime=0))
        self.written.append((rows, lines))
        for row in rows:
            self.facts.note(row, self.host)

    def note_leaf(self, row):
        """The host signs what it has, whatever becomes of it on the way."""
        if self.key:
            import merkle

            self.leaves.append(merkle.leaf(ocsf.raw_data(row)))

    def write_checkpoint(self, size):
        folder = self.folder / "checkpoints"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{size:016}.checkpoint").write_text(self.key.checkpoint(self.leaves[:size]))


def write_host(root, index, count, batch, checkpoints):
    host = Host(index)
    key = None
    first = []
    if checkpoints is True or index in (checkpoints or ()):
        import merkle

        key = merkle.Key(f"farsign/{host.id}/{host.owner}", hashlib.sha256(host.id.encode()).digest())
        start = MONDAY - timedelta(days=3) if index == WEEKEND else MONDAY - timedelta(minutes=5)
        first = [host.row(start, "checkpoint-key", session=False, key=key.verifier)]
    lines, objects = Lines(host), Objects(root, host, batch, key)
    for row in [*first, *rows(host, count)]:
        if index == FORK and row["kind"] == "signed-out" and row["time"] > "2026-11-27":
            forked = Lines(host)
            forked.seq, forked.previous = lines.seq, lines.previous
        line = lines.add(row)
        objects.note_leaf(row)
        if index == ALTERED and row["seq"] == 20:
            line = line.replace('\\"kind\\":\\"', '\\"kind\\":\\"x')
        if index == UNFAITHFUL and row["seq"] == 21:
            line = line.replace(f'"app_name":"{row["actor"]["process"]}"', '"app_name":"trusted"')
            row = row | {"actor": row["actor"] | {"process": "trusted"}}
        if index == ELSEWHERE and row["seq"] == 22:
            line = line.replace(f"farsign/{host.id}/", f"farsign/{Host(0).id}/")
        if index == REPLACED and row["seq"] == 25:
            row = ocsf.chained(row | {"profile": "prod"}, row["previous_hash"])
            line = lines.line(row)
        objects.add(row, line)
    objects.flush()
    if index == FORK:
        other = [host.vend_once(AS_OF.replace(day=27, hour=18), 4, 77 + number) for number in range(2)]
        objects.write(other, [forked.add(row) for row in other])
    if index == REPEATED:
        # An object that ends where another one ends, but begins later.
        complete, repeated = objects.written[-1]
        half = len(complete) // 2
        facts, objects.facts = objects.facts, Facts()
        objects.write(complete[half:], repeated[half:])
        objects.facts = facts
    return objects.facts


def write_cloudtrail(root, count):
    """One call with some of the vended keys each, and calls with keys that no row vended."""
    hosts = [Host(index) for index in range(count)]
    calls = [(host, host.access_key(4, 0), MONDAY + timedelta(days=4, hours=1), host.identity)
             for host in hosts if host.index != SILENT]
    stranger = f"arn:aws:iam::{ACCOUNTS[0]}:user/Stranger"
    calls += [
        (hosts[0], "ASIASTOLENKEY0000001", MONDAY + timedelta(days=4, minutes=number), hosts[0].identity)
        for number in range(3)
    ]
    calls += [
        (hosts[0], "ASIASTRANGER00000001", MONDAY, stranger),
        (hosts[0], "AKIALONGLIVED0000001", MONDAY, hosts[0].identity),
        # Its row may be on its way.
        (hosts[0], "ASIANOTYETSHIPPED001", AS_OF - timedelta(minutes=5), hosts[0].identity),
    ]  # fmt: skip
    by_account = {}
    for number, (host, key, time, identity) in enumerate(calls):
        by_account.setdefault(host.account, []).append({
            "eventVersion": "1.11", "eventTime": rfc3339(time, "seconds"), "eventSource": "s3.amazonaws.com",
            "eventName": "ListBuckets", "awsRegion": "eu-central-1", "sourceIPAddress": "198.51.100.20",
            "userAgent": "aws-cli/2.38.5", "eventID": f"{number:032x}", "readOnly": True,
            "userIdentity": {
                "type": "IAMUser", "arn": identity, "accountId": host.account, "accessKeyId": key,
                "userName": identity.split("/")[-1]},
        })  # fmt: skip
    for account, records in by_account.items():
        folder = root / f"cloudtrail/AWSLogs/{account}/CloudTrail/eu-central-1/2026/11/27"
        folder.mkdir(parents=True)
        name = f"{account}_CloudTrail_eu-central-1_20261127T1805Z_0123456789abcdef.json.gz"
        (folder / name).write_bytes(gzip.compress(json.dumps({"Records": records}).encode()))


def planted():
    """What one or two hosts did, as the queries have to say it."""

    def of(index):
        return Host(index)

    return {
        "two_clients": [[of(TWO_CLIENTS - 1).identity, "203.0.113.99", of(TWO_CLIENTS).name]],
        "wrong_state": [[of(WRONG_STATE).name, "state-mismatch"], [of(WRONG_STATE).name, "unknown-login"]],
        "unknown_credentials": [["ASIASTOLENKEY0000001", of(0).identity, 3]],
        "silent": [of(SILENT).id],
        "forks": [[of(FORK).id, 1]],
        "new_programs": ["rclone"],
        "outside_hours": sorted([[of(NIGHT).identity, NIGHTLY_VENDS], [of(WEEKEND).identity, 1]]),
        "no_sign_out": [of(NO_SIGN_OUT).identity],
        "broken_chains": sorted([
            [of(ALTERED).id, "altered", 20], [of(UNFAITHFUL).id, "says something else than raw_data", 21],
            [of(ELSEWHERE).id, "says something else than raw_data", 22],
        ]),  # fmt: skip
        "predecessor_missing": sorted([of(MISSING).id, of(REPLACED).id]),
        "lost_rows": [[of(LOST_ROWS).name, 7]],
    }


def write(root, hosts=20, rows=60, batch=500, checkpoints=False, processes=None):
    """checkpoints: True, or the indexes of the hosts that have a key and sign checkpoints."""
    if hosts < 20 or rows < 60:
        raise SystemExit("fleet.py: at least 20 hosts and 60 rows")
    root = pathlib.Path(root)
    # Long tasks first, and one host at a time: all hosts have about as many rows.
    with multiprocessing.Pool(processes) as pool:
        tasks = [(root, index, rows, batch, checkpoints) for index in range(hosts)]
        facts = pool.starmap(write_host, tasks, chunksize=1)
    write_cloudtrail(root, hosts)
    answers = Facts.total(facts).answers() | planted() | {"as_of": AS_OF.isoformat(sep=" ").replace("+00:00", "")}
    (root / "answers.json").write_text(json.dumps(answers, indent=1, sort_keys=True))
    return answers


def main():
    parser = argparse.ArgumentParser(usage=__doc__.strip().split("\n")[0].removeprefix("usage: "))
    parser.add_argument("directory")
    parser.add_argument("--hosts", type=int, default=20)
    parser.add_argument("--rows", type=int, default=60)
    parser.add_argument("--batch", type=int, default=500)
    parser.add_argument("--checkpoints", action="store_true", help="needs cryptography")
    options = parser.parse_args()
    write(options.directory, options.hosts, options.rows, options.batch, options.checkpoints)


if __name__ == "__main__":
    main()
