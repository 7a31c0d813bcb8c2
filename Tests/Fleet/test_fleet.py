import json
import pathlib
import subprocess
import sys
import tempfile
import unittest
from gzip import decompress

import fleet
import ocsf

HERE = pathlib.Path(__file__).parent
ALTERED = {fleet.ALTERED, fleet.UNFAITHFUL, fleet.ELSEWHERE}
DAMAGED = {fleet.FORK, fleet.ALTERED, fleet.MISSING, fleet.REPLACED}


class FleetTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        fleet.write(folder.name, checkpoints=True)
        cls.root = pathlib.Path(folder.name, "history")

    def lines(self, host):
        for path in sorted((self.root / f"host={host.id}" / f"user={host.owner}").glob("date=*/*.jsonl.gz")):
            yield from decompress(path.read_bytes()).decode().splitlines()

    def test_the_quick_lines_are_those_of_ocsf(self):
        host = fleet.Host(0)
        lines = list(self.lines(host))
        for line in lines:
            event = json.loads(line)
            row = json.loads(event["raw_data"]) | {"hash": event["metadata"]["uid"]}
            self.assertEqual(line, ocsf.line(row, host.id, host.name, host.owner, fleet.VERSION))
        self.assertGreater(len(lines), 60)

    def test_the_histories_and_checkpoints_verify_unless_they_were_damaged(self):
        program = HERE.parents[1] / "docs" / "verify-history.py"
        for index in range(20):
            host = fleet.Host(index)
            lines = list(self.lines(host))
            key = json.loads(lines[0])["unmapped"]["key"]
            last = max(self.root.glob(f"host={host.id}/user={host.owner}/checkpoints/*"))
            found = subprocess.run(
                [sys.executable, program, last, key], input="\n".join(lines), capture_output=True, text=True)
            self.assertEqual(found.returncode != 0, index in DAMAGED, found.stderr)

    def test_the_events_are_valid_unless_they_were_altered(self):
        hosts = [fleet.Host(index) for index in range(20) if index not in ALTERED]
        text = "".join(f"{line}\n" for host in hosts for line in self.lines(host))
        found = subprocess.run(
            [sys.executable, HERE / "validate-ocsf.py", HERE / "schemas"], input=text, capture_output=True, text=True)
        self.assertEqual(found.returncode, 0, found.stdout[-500:])


if __name__ == "__main__":
    unittest.main()
