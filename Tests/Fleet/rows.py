"""Example rows: one of each kind, with the details that farsign writes, and a few that only an altered ledger has."""

import ocsf

GENESIS = "0" * 64
HOST_ID = "4f1d2c3b5a69788796a5b4c3d2e1f001"
ARN = "arn:aws:iam::123456789012:user/Alice"
FARSIGN = {
    "uid": 1000, "user": "alice", "pid": 4242, "process": "farsign", "tty": "pts/3", "ssh_client": "192.0.2.10 50522",
}  # fmt: skip
NOBODY = {"uid": 1000, "user": None, "pid": 4242, "process": None, "tty": None, "ssh_client": None}
RELAY = {"client": "alice on laptop", "intake": "relay", "peer_uid": 1000, "way": "socket"}
LOGIN = {"login": "1f0c9a7be2d4"}


def row(kind, outcome="ok", profile="dev", session=ARN, actor=FARSIGN, **detail):
    return {
        "kind": kind, "outcome": outcome, "profile": profile, "session": session,
        "account": session and session.split(":")[4], "actor": actor, "detail": detail,
    }  # fmt: skip


ROWS = [
    row("checkpoint-key", profile=None, session=None, actor=NOBODY, key="farsign/host/alice+01234567+AQ=="),
    row("login-started", session=None, region="eu-central-1", expires_at="2026-11-28T09:24:02Z", **LOGIN),
    row("relay-connected", profile=None, session=None, client="alice on laptop", peer_uid=1000, way="socket"),
    row("relay-refused", "failed", None, None, client=None, peer_uid=1001, way="socket"),
    row("reply-received", session=None, **RELAY, **LOGIN),
    row("reply-refused", "failed", session=None, error="state-mismatch", **RELAY, **LOGIN),
    row("reply-refused", "failed", session=None, error="sign-in-denied", reason="access_denied", **RELAY, **LOGIN),
    row("exchange-failed", "failed", session=None, error="code-expired", **LOGIN),
    row("login-ended", "failed", session=None, error="deadline-passed", **LOGIN),
    row("signed-in", region="eu-central-1", **LOGIN),
    row("profile-updated", integration="process", **LOGIN),
    row("vended", actor=FARSIGN | {"process": "python3", "pid": 4250}, access_key_id="ASIAQX7EXAMPLE00001A",
        agent="claude-code", credentials_expire_at="2026-11-28T09:29:02Z", format="process", region="eu-central-1"),
    row("vended", actor=NOBODY | {"ssh_client": "fe80::1%eth0 50522"}, access_key_id="ASIAQX7EXAMPLE00001A",
        credentials_expire_at="2026-11-28T09:29:02Z", format="env", region=None, lost_rows_before=3),
    row("refreshed", region="eu-central-1", credentials_expire_at="2026-11-28T09:44:02Z"),
    row("refresh-failed", "failed", session="arn:aws:sts::123456789012:assumed-role/Admin/alice@example.com",
        actor=FARSIGN | {"ssh_client": "UNKNOWN 65535"}, error="session-over"),
    row("revoked", "failed", None, error="service-unavailable"),
    row("signed-out", tokens_removed=True),
    row("ledger-set-aside", profile=None, session=None, actor=NOBODY, file="ledger.db.corrupt-20261128T091500Z",
        last_seq=17, last_hash="ab" * 32),
    row("vended", session=None, actor=FARSIGN | {"ssh_client": "192.0.2.10 50522 22"}, access_key_id=17, error=None,
        agent="codex", lost_rows_before=0, nested={"empty": {}, "null": None, "list": [None, {}, "x"]}, profile=None),
    row("later-kind", "unknown", session="arn:aws:iam::123456789012:root", actor=FARSIGN | {"ssh_client": "::1 65536"},
        credentials_expire_at="never"),
    row("profile-updated", profile="größe \"1\"\n", actor=FARSIGN | {"user": "älice"}, integration="native"),
    # Folded: 41 vends of one program within a minute.
    row("vended", actor=FARSIGN | {"process": "terraform", "pid": 4260}, access_key_id="ASIAQX7EXAMPLE00001B", count=41,
        credentials_expire_at="2026-11-28T09:44:02Z", first_time="2026-11-28T09:00:01.004Z", format="process",
        region="eu-central-1"),
    row("vended", access_key_id="ASIAQX7EXAMPLE00001B", count="41", first_time="2026-11-28T09:00:01.004Z"),
    row("vended", access_key_id="ASIAQX7EXAMPLE00001B", count=2, first_time="never"),
]  # fmt: skip


def line(row):
    return ocsf.line(row, HOST_ID, "web1", "alice", "0.2.0")


def history(rows=ROWS, start=0):
    """The rows with times, sequence numbers and hashes."""
    previous, made = GENESIS, []
    for seq, row in enumerate(rows, 1):
        minute, second = divmod(start + seq, 60)
        row = ocsf.chained(row | {"seq": seq, "time": f"2026-11-28T09:{minute % 60:02}:{second:02}.117Z"}, previous)
        previous = row["hash"]
        made.append(row)
    return made
