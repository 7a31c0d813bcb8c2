import pathlib
import subprocess
import sys
import tempfile
import unittest

import merkle
import ocsf
import rows

PROGRAM = pathlib.Path(__file__).parents[2] / "docs" / "verify-history.py"


class VerifyHistoryTests(unittest.TestCase):
    HISTORY = rows.history()
    LISTED = [ocsf.canonical(row) for row in HISTORY]
    SHIPPED = [rows.line(row) for row in HISTORY]
    LEAVES = [merkle.leaf(ocsf.raw_data(row)) for row in HISTORY]
    KEY = merkle.Key(f"farsign/{rows.HOST_ID}/alice")

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.note = pathlib.Path(folder.name) / "note"

    def verify(self, lines, note=None, key=KEY.verifier):
        arguments = []
        if note is not None:
            self.note.write_text(note)
            arguments = [self.note, key]
        found = subprocess.run(
            [sys.executable, PROGRAM, *arguments], input="".join(f"{line}\n" for line in lines), capture_output=True,
            text=True)
        self.assertNotIn("Traceback", found.stderr)
        self.assertEqual(found.stdout, "" if found.returncode else "verified\n")
        return found.stderr.strip() or "verified"

    def test_a_chain_as_listed_and_as_shipped(self):
        self.assertEqual(self.verify(self.LISTED), "verified")
        self.assertEqual(self.verify(self.SHIPPED), "verified")

    def test_repeated_rows_and_any_order_of_objects(self):
        self.assertEqual(self.verify(self.SHIPPED[5:] + self.SHIPPED[:8]), "verified")

    def test_a_changed_chain(self):
        changed = self.LISTED[3].replace("relay-refused", "relay-refusee")
        self.assertIn("the hash of", self.verify([*self.LISTED[:3], changed, *self.LISTED[4:]]))
        self.assertIn("row 2 does not follow row 0", self.verify(self.LISTED[1:]))
        self.assertIn("row 5 does not follow row 3", self.verify(self.LISTED[:3] + self.LISTED[4:]))
        skipped = rows.ROWS[0] | {"seq": 2, "time": self.HISTORY[0]["time"]}
        self.assertIn("row 2 does not follow row 0", self.verify([ocsf.canonical(ocsf.chained(skipped, rows.GENESIS))]))
        replaced = ocsf.canonical(ocsf.chained({**self.HISTORY[2], "profile": "x"}, self.HISTORY[2]["previous_hash"]))
        replacement = [*self.LISTED[:2], replaced, *self.LISTED[3:]]
        self.assertIn("row 4 does not follow row 3", self.verify(replacement))
        fork = ocsf.chained({**self.HISTORY[3], "profile": "other"}, self.HISTORY[3]["previous_hash"])
        self.assertIn("row 4 does not follow row 4", self.verify([*self.LISTED, ocsf.canonical(fork)]))

    def test_checkpoints_of_every_size(self):
        for size in range(1, len(self.LEAVES) + 1):
            with self.subTest(size=size):
                note = self.KEY.checkpoint(self.LEAVES[:size])
                self.assertEqual(self.verify(self.SHIPPED, note), "verified")

    def test_wrong_checkpoints(self):
        note = self.KEY.checkpoint(self.LEAVES[:7])
        self.assertIn("the root", self.verify(self.LISTED[:6], note))
        self.assertIn("the signature", self.verify(self.LISTED, note.replace("\n7\n", "\n8\n")))
        self.assertIn("the root", self.verify(self.LISTED, self.KEY.checkpoint(self.LEAVES[:6] + self.LEAVES[7:8])))
        other = merkle.Key(self.KEY.name, bytes([1] * 32))
        self.assertIn("not signed by this key", self.verify(self.LISTED, note, other.verifier))
        elsewhere = merkle.Key("farsign/another/alice")
        self.assertIn("another origin", self.verify(self.LISTED, note, elsewhere.verifier))
        self.assertIn("the root", self.verify([], note))
        renamed = note.replace(f"— {self.KEY.name}", "— another")
        self.assertIn("not signed by this key", self.verify(self.LISTED, renamed))
        self.assertIn("another origin", self.verify(self.LISTED, self.KEY.sign(f"another\n7\n{note.split()[2]}\n")))
        witnessed = note + "— witness.example AAAAAAAA\n"
        self.assertEqual(self.verify(self.LISTED, witnessed), "verified")

    def test_proofs_of_every_row_in_trees_of_every_size(self):
        for size in range(1, 10):
            for index in range(size):
                with self.subTest(index=index, size=size):
                    proof = self.KEY.proof(index, self.LEAVES[:size])
                    self.assertEqual(self.verify([self.SHIPPED[index]], proof), "verified")

    def test_wrong_proofs(self):
        proof = self.KEY.proof(4, self.LEAVES[:7])
        self.assertIn("another row", self.verify([self.LISTED[5]], proof))
        head, checkpoint = proof.split("\n\n", 1)
        lines = head.split("\n")
        for wrong in [lines[:-1], [*lines, lines[-1]], [*lines[:2], *reversed(lines[2:])]]:
            self.assertIn("proof", self.verify([self.LISTED[4]], "\n".join(wrong) + "\n\n" + checkpoint))
        changed = ocsf.chained({**self.HISTORY[4], "profile": "other"}, self.HISTORY[4]["previous_hash"])
        self.assertIn("the proof's root", self.verify([ocsf.canonical(changed)], proof))


if __name__ == "__main__":
    unittest.main()
