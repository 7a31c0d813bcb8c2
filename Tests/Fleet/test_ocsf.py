import json
import pathlib
import re
import subprocess
import sys
import unittest

import ocsf
import rows

HERE = pathlib.Path(__file__).parent
VECTORS = HERE.parent / "Vectors" / "ocsf"


def remove(*path):
    def change(event):
        for name in path[:-1]:
            event = event[name]
        del event[path[-1]]

    return change


def put(*path):
    def change(event):
        for name in path[:-2]:
            event = event[name]
        event[path[-2]] = path[-1]

    return change


class ValidatorTests(unittest.TestCase):
    LINES = [rows.line(row) for row in rows.history()]

    def validate(self, lines):
        """The exit status, and the numbers of the lines with problems."""
        found = subprocess.run(
            [sys.executable, HERE / "validate-ocsf.py", HERE / "schemas"], input="".join(f"{line}\n" for line in lines),
            capture_output=True, text=True)
        self.assertEqual(found.stderr, "")
        return found.returncode, {int(number) for number in re.findall(r"^line (\d+):", found.stdout, re.MULTILINE)}

    def test_the_line_of_every_kind_is_valid(self):
        self.assertEqual(self.validate(self.LINES), (0, set()))

    def test_the_vectors_are_these_rows_and_lines(self):
        for name, lines in (("rows.jsonl", map(ocsf.canonical, rows.history())), ("events.jsonl", self.LINES)):
            self.assertEqual((VECTORS / name).read_text(), "".join(f"{line}\n" for line in lines))

    def test_no_line_at_all_fails(self):
        self.assertEqual(self.validate([]), (1, set()))

    def test_every_change_is_found(self):
        events = {json.loads(line)["metadata"]["event_code"]: line for line in reversed(self.LINES)}
        [events["folded"]] = [line for line in self.LINES if '"count":41' in line]
        changes = [
            ("vended", put("service", {"name": "AWS Sign-In"})), ("vended", remove("privileges")),
            ("vended", remove("session")), ("vended", put("activity_id", 3)), ("vended", put("privileges", "all")),
            ("vended", put("session", "expiration_time", "2026-11-28T09:29:02Z")),
            ("vended", put("session", "access_key_id", "ASIA")), ("signed-in", remove("service")),
            ("signed-in", put("acess", 1)), ("signed-in", put("actor", "tty", "pts/1")),
            ("signed-in", put("activity_id", 8)), ("signed-in", put("severity_id", 7)),
            ("signed-in", put("time", 1795857242)), ("signed-in", put("time", True)),
            ("signed-in", put("actor", "user", "uid", 1000)), ("signed-in", remove("metadata", "product")),
            ("signed-in", remove("user")), ("signed-in", remove("cloud")), ("signed-in", remove("cloud", "provider")),
            ("signed-in", remove("device", "type_id")), ("signed-in", put("metadata", "uid", "0" * 64)),
            ("signed-in", put("type_uid", 300202)), ("signed-in", put("status", "Failure")),
            ("signed-in", remove("raw_data_hash", "algorithm_id")), ("signed-in", put("src_endpoint", "ip", None)),
            ("signed-in", put("src_endpoint", "port", "22")), ("signed-in", put("metadata", "version", "1.7.0")),
            ("signed-in", put("metadata", "sequence", 1)), ("signed-in", put("class_uid", 3003)),
            ("signed-in", put("actor", "app_name", "aws")), ("signed-in", put("severity_id", 2)),
            ("signed-in", put("unmapped", "profile", "prod")), ("signed-in", put("time", 1795857242117)),
            ("signed-in", remove("src_endpoint")), ("checkpoint-key", remove("activity_name")), ("signed-in", put("raw_data", "{}")),
            ("folded", remove("count")), ("folded", put("count", 40)), ("folded", put("count", "41")),
            ("folded", remove("end_time")), ("folded", put("end_time", 1795856401004)),
            ("folded", remove("start_time")), ("folded", put("start_time", 1795856422117)),
            ("folded", put("unmapped", "count", 41)), ("vended", put("count", 1)),
        ]  # fmt: skip
        lines = []
        for kind, change in changes:
            event = json.loads(events[kind])
            change(event)
            lines.append(ocsf.canonical(event))
        lines += ["{", "[]", json.dumps(json.loads(events["vended"]))]
        self.assertEqual(self.validate(lines), (1, set(range(1, len(lines) + 1))))


if __name__ == "__main__":
    unittest.main()
