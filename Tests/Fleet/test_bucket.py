import json
import pathlib
import unittest

FOLDER = pathlib.Path(__file__).parents[2] / "deploy" / "fleet" / "bucket"
SHIPPER = {"AWS": "arn:aws:iam::123456789012:role/farsign-shipper"}
WITH_HEADER, WITHOUT_HEADER = ({"Null": {"s3:if-none-match": absent}} for absent in ("false", "true"))


def statements(name):
    return json.loads((FOLDER / name).read_text())["Statement"]


class BucketTests(unittest.TestCase):
    def test_hosts_can_only_add_objects(self):
        policy = statements("bucket-policy.json")
        [allowed] = [statement for statement in policy if statement["Effect"] == "Allow"]
        self.assertEqual((allowed["Principal"], allowed["Action"]), (SHIPPER, "s3:PutObject"))
        self.assertEqual(allowed["Condition"], WITH_HEADER)
        self.assertTrue(any(
            statement["Principal"] == SHIPPER and statement.get("NotAction") == "s3:PutObject" for statement in policy))
        [writer] = statements("writer-policy.json")
        names = ("Effect", "Action", "Resource", "Condition")
        self.assertEqual([writer[name] for name in names], [allowed[name] for name in names])

    def test_nobody_overwrites(self):
        # A second key in one condition would narrow the denial down.
        denials = [
            statement for statement in statements("bucket-policy.json")
            if (statement["Effect"], statement["Principal"], statement.get("Action")) == ("Deny", "*", "s3:PutObject")
        ]  # fmt: skip
        self.assertEqual([statement["Condition"] for statement in denials], [WITHOUT_HEADER])
        self.assertEqual([statement["Resource"] for statement in denials], ["arn:aws:s3:::BUCKET/PREFIX/*"])

    def test_readers_change_nothing(self):
        for statement in statements("reader-policy.json"):
            actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            self.assertTrue(all(action.startswith(("s3:Get", "s3:List")) for action in actions))

    def test_the_lock_has_a_mode_and_one_period(self):
        lock = json.loads((FOLDER / "object-lock.json").read_text())
        self.assertEqual(sorted(lock["Rule"]["DefaultRetention"]), ["Days", "Mode"])


if __name__ == "__main__":
    unittest.main()
