"""The OCSF 1.8.0 event of a row of the history, as farsign ships it: one object a line, members sorted by name."""

import hashlib
import ipaddress
import json
from datetime import datetime

AUTHENTICATION, AUTHORIZE_SESSION = 3002, 3003
LOGON, LOGOFF, RENEW, PREAUTH, OTHER = 1, 2, 5, 6, 99
ACTIVITIES = {
    "login-started": PREAUTH, "reply-received": PREAUTH, "reply-refused": PREAUTH,
    "signed-in": LOGON, "exchange-failed": LOGON, "login-ended": LOGON,
    "refreshed": RENEW, "refresh-failed": RENEW,
    "signed-out": LOGOFF, "revoked": LOGOFF,
}  # fmt: skip
OAUTH_2 = 6
INFORMATIONAL, LOW, MEDIUM, HIGH = 1, 2, 3, 4
MAPPED_DETAILS = {"access_key_id", "count", "credentials_expire_at", "error", "first_time", "login", "region"}


def canonical(value):
    """RFC 8785 for the values that a row contains: no member name is beyond U+FFFF and no number is a fraction."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def raw_data(row):
    """The bytes that a row's hash covers, as a string."""
    return canonical({name: value for name, value in row.items() if name != "hash"})


def event(row, host_id, hostname, user, version):
    """
    host_id, user: the parts of the checkpoints' origin, and the partition of the object.
    hostname: of the machine that ships the row; None if unknown.
    version: of the farsign that ships the row.
    """
    detail = row["detail"] if isinstance(row["detail"], dict) else {}
    actor, kind, session = row["actor"], row["kind"], row["session"]
    # Only an altered ledger has a vend without a session; Authorize Session needs one.
    vended = kind == "vended" and session is not None
    class_uid = AUTHORIZE_SESSION if vended else AUTHENTICATION
    activity = 1 if vended else ACTIVITIES.get(kind, OTHER)
    succeeded = row["outcome"] == "ok"

    def text(name):
        """Only an altered ledger has another type."""
        return detail[name] if isinstance(detail.get(name), str) else None

    # A folded row stands for several vends: its own time is that of the last one.
    count = detail.get("count") if type(detail.get("count")) is int else None
    return without_nulls({
        "activity_id": activity,
        "activity_name": kind if activity == OTHER else None,
        "actor": {
            "app_name": actor["process"],
            "process": {"pid": actor["pid"]},
            "session": {"terminal": actor["tty"]},
            "user": {"name": actor["user"], "uid": str(actor["uid"])},
        },
        "auth_protocol_id": OAUTH_2 if not vended and activity != OTHER else None,
        "category_uid": 3,
        "class_uid": class_uid,
        "cloud": {"account": {"uid": row["account"]}, "provider": "AWS", "region": text("region")},
        "count": count,
        "device": {"hostname": hostname, "type_id": 0, "uid": host_id},
        "end_time": None if count is None else milliseconds(row["time"]),
        "metadata": {
            "correlation_uid": text("login"),
            "event_code": kind,
            "log_name": f"farsign/{host_id}/{user}",
            "product": {"name": "farsign", "vendor_name": "farsign", "version": version},
            "profiles": ["cloud", "host"],
            "sequence": row["seq"],
            "uid": row["hash"],
            "version": "1.8.0",
        },
        "privileges": [session] if vended else None,
        "raw_data": raw_data(row),
        "raw_data_hash": {"algorithm": "SHA-256", "algorithm_id": 3, "value": row["hash"]},
        "service": None if vended else {"name": "AWS Sign-In"},
        "session": session and {
            "credential_uid": text("access_key_id"),
            "expiration_time": milliseconds(text("credentials_expire_at")),
            "uid": session,
        },
        "severity_id": severity(kind, succeeded, text("error")),
        "src_endpoint": endpoint(actor["ssh_client"]),
        "start_time": None if count is None else milliseconds(text("first_time")),
        "status": "Success" if succeeded else "Failure",
        "status_code": text("error"),
        "status_id": 1 if succeeded else 2,
        "time": milliseconds(row["time"]),
        "type_uid": class_uid * 100 + activity,
        "unmapped": {name: value for name, value in detail.items() if name not in MAPPED_DETAILS}
        | {"previous_hash": row["previous_hash"], "profile": row["profile"]},
        "user": {"name": session.rsplit(":", 1)[-1].rsplit("/", 1)[-1], "uid": session}
        if session else {"name": actor["user"] or f"uid-{actor['uid']}"},
    })  # fmt: skip


def line(*arguments):
    return canonical(event(*arguments))


def severity(kind, succeeded, error):
    if kind in ("relay-refused", "ledger-set-aside"):
        return HIGH
    if succeeded:
        return INFORMATIONAL
    if kind == "reply-refused" and error in ("state-mismatch", "unknown-login"):
        return HIGH
    return LOW if kind in ("login-ended", "refresh-failed") else MEDIUM


def endpoint(ssh_client):
    """The text comes from an environment variable, which may contain anything."""
    if ssh_client is None:
        return None
    try:
        address, port = ssh_client.split(" ")
        ipaddress.ip_address(address)
        if port.isdecimal() and port.isascii() and int(port) <= 65535:
            return {"ip": address, "port": int(port)}
    except ValueError:
        pass
    return {"name": ssh_client}


def milliseconds(time):
    """None for a text that is no time."""
    try:
        return time and round(datetime.fromisoformat(time).timestamp() * 1000)
    except ValueError:
        return None


def without_nulls(value):
    """Leaves out nulls, and objects of which nothing remains."""
    if not isinstance(value, dict):
        return value
    members = {name: without_nulls(member) for name, member in value.items()}
    return {name: member for name, member in members.items() if member is not None and member != {}}


def chained(row, previous_hash):
    """The row with its two hashes."""
    row = row | {"previous_hash": previous_hash}
    return row | {"hash": hashlib.sha256(raw_data(row).encode()).hexdigest()}
