"""Writes chain.jsonl: two audit rows, each hashed without any code of farsign.

The canonical form of RFC 8785 is, for these values, what json.dumps writes.
"""
import hashlib
import json

ROWS = [
    {
        "time": "2026-01-02T03:04:05.678Z", "kind": "signed-in", "outcome": "ok", "profile": "prod ü",
        "session": "arn:aws:iam::123456789012:user/Alice", "account": "123456789012",
        "actor": {
            "uid": 1000, "user": "alice", "pid": 4711, "process": "/usr/bin/farsign", "tty": "/dev/pts/3",
            "ssh_client": "203.0.113.7 50122 22",
        },
        "detail": {"login": "0123456789ab", "region": "eu-central-1"},
    },
    {
        "time": "2026-01-02T03:05:00.000Z", "kind": "vended", "outcome": "failed", "profile": None, "session": None,
        "account": None,
        "actor": {"uid": 0, "user": None, "pid": 1, "process": None, "tty": None, "ssh_client": None},
        "detail": {
            "format": "process", "note": "tab\tquote\" backslash\\ esc\x1b del\x7f euro\u20ac face\U0001f600",
            "lost_rows": 3, "tokens_removed": True, "list": [1, None, "x"], "nested": {"b": 1, "a": {}},
        },
    },
]

previous = "0" * 64
with open("chain.jsonl", "w", encoding="utf-8") as out:
    for seq, row in enumerate(ROWS, 1):
        row = {"seq": seq, **row, "previous_hash": previous}
        text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        previous = hashlib.sha256(text.encode()).hexdigest()
        row["hash"] = previous
        out.write(json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n")
