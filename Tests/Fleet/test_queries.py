import contextlib
import gzip
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import duckdb
import sqlglot

import fleet

FOLDER = pathlib.Path(__file__).parents[2] / "deploy" / "fleet"


@contextlib.contextmanager
def timed(what):
    """With TIMES, prints how long it took, also in time of the processors and with processes that ended."""

    def now():
        times = os.times()
        return times.elapsed, sum(times[:4])

    start, used = now()
    yield
    if os.environ.get("TIMES"):
        end, used_then = now()
        print(f"{what}: {end - start:.1f} s, {used_then - used:.1f} s of processors", flush=True)


class QueryTests(unittest.TestCase):
    """On a small fleet, or on the one that fleet.py wrote into the folder FLEET. TIMES prints how long a query takes."""

    DATABASE = ":memory:"

    @classmethod
    def setUpClass(cls):
        cls.root = cls.made_fleet()
        cls.answers = json.loads((pathlib.Path(cls.root) / "answers.json").read_text())
        cls.open_database()

    @classmethod
    def made_fleet(cls):
        return os.environ.get("FLEET") or cls.write_fleet()

    @classmethod
    def write_fleet(cls, **options):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        fleet.write(folder.name, **options)
        return folder.name

    @classmethod
    def open_database(cls):
        root = cls.root
        cls.database = duckdb.connect(cls.DATABASE.format(root=root))
        cls.addClassCleanup(cls.database.close)
        cls.database.execute(f"SET VARIABLE root = '{root}/history'")
        cls.database.execute(f"SET VARIABLE cloudtrail = '{root}/cloudtrail'")
        settings = (FOLDER / "settings.sql").read_text()
        now = "CAST(now() AT TIME ZONE 'UTC' AS timestamp)"
        assert now in settings
        settings = settings.replace(now, f"TIMESTAMP '{cls.answers['as_of']}'").replace("7 AS new", "2 AS new")
        cls.database.execute(settings)
        cls.create_views()

    @classmethod
    def create_views(cls):
        for name in ("history.sql", "cloudtrail.sql"):
            cls.database.execute((FOLDER / "duckdb" / name).read_text())

    @staticmethod
    def read(path):
        return path.read_text()

    def query(self, number):
        """The rows as dictionaries."""
        [path] = (FOLDER / "queries").glob(f"{number:02}-*.sql")
        with timed(path.stem):
            result = self.database.execute(self.read(path))
            names = [column[0] for column in result.description]
            return [dict(zip(names, row)) for row in result.fetchall()]

    def check(self, number, answer, *names):
        """The rows in any order, as lists of these columns; as single values if there is one."""
        found = [[row[name] for name in names] for row in self.query(number)]
        self.assertEqual(sorted(row if len(names) > 1 else row[0] for row in found), sorted(self.answers[answer]))

    def check_facts(self, number, answer, names, count, *facts):
        """What the query says of each value of the columns `names`: a number, and others of the generator's facts."""

        def value(row, fact):
            return fleet.rfc3339(row[fact], "milliseconds") + "Z" if fact in ("first", "last") else row[fact]

        found = {
            " ".join(row[name] for name in names): {"count": row[count]} | {fact: value(row, fact) for fact in facts}
            for row in self.query(number)
        }
        expected = {
            key: {name: fact[name] for name in ("count", *facts)} for key, fact in self.answers[answer].items()
        }
        self.assertEqual(found, expected)

    def test_sign_ins(self):
        self.check_facts(1, "sign_ins", ["identity"], "sign_ins", "hosts", "first", "last")

    def test_programs(self):
        self.check_facts(2, "programs", ["program"], "vends", "hosts", "identities", "last")

    def test_agents(self):
        self.check_facts(3, "agents", ["agent", "identity"], "vends", "hosts", "first", "last")

    def test_failures(self):
        self.check_facts(4, "failures", ["kind", "error"], "failures", "hosts", "last")

    def test_every_row_is_there_once(self):
        self.assertEqual(self.database.execute("SELECT count(*) FROM history").fetchall(), [(self.answers["rows"],)])

    def test_one_identity_from_two_ssh_clients(self):
        rows = [row for row in self.query(5) if row["previous_ssh_client"] != "203.0.113.99"]
        found = [[row["identity"], row["ssh_client"], row["host_name"]] for row in rows]
        self.assertEqual(found, self.answers["two_clients"])

    def test_replies_with_a_wrong_state(self):
        self.check(6, "wrong_state", "host_name", "error")

    def test_credentials_that_no_row_vended(self):
        self.check(7, "unknown_credentials", "access_key_id", "identity", "uses")

    def test_silent_hosts(self):
        self.check(8, "silent", "host")

    def test_forks(self):
        self.check(9, "forks", "host", "numbers")

    def test_new_programs(self):
        self.check(10, "new_programs", "program")

    def test_vends_outside_of_working_hours(self):
        self.check(11, "outside_hours", "identity", "vends")

    def test_sessions_without_sign_out(self):
        self.check(12, "no_sign_out", "identity")

    def test_broken_chains(self):
        self.check_chains(self.query(13))

    def check_chains(self, rows):
        # The rows after an altered one follow its stated hash.
        found = [[row["host"], row["problem"], row["first_seq"]] for row in rows]
        others = [row for row in found if row[1] != "predecessor missing"]
        self.assertEqual(sorted(others), self.answers["broken_chains"])
        missing = [host for host, problem, _ in found if problem == "predecessor missing"]
        self.assertEqual(missing, self.answers["predecessor_missing"])

    def test_lost_rows(self):
        self.check(14, "lost_rows", "host_name", "lost_rows_before")

    def test_every_query_is_tested(self):
        self.assertEqual(len(list((FOLDER / "queries").glob("*.sql"))), 14)

    def test_a_copy_of_the_history(self):
        before = self.query(2)
        self.database.execute("BEGIN")
        self.addCleanup(self.database.execute, "ROLLBACK")
        self.database.execute((FOLDER / "duckdb" / "copy.sql").read_text())
        self.assertEqual(self.query(2), before)


class FullSizeTests(QueryTests):
    """
    1,000,000 rows of 200 hosts, asked as deploy/fleet/README.md says: with a copy in a database file. The answers are
    those that the generator added up while it wrote the rows.
    """

    HOSTS, ROWS = 200, 5000
    DATABASE = "{root}/fleet.duckdb"
    # With a key and checkpoints, and whether something was taken from their history or replaced in it.
    SIGNING = {fleet.REPEATED: False, fleet.ALTERED: True, fleet.MISSING: True, 20: False, HOSTS - 1: False}

    @classmethod
    def made_fleet(cls):
        with timed(f"{cls.HOSTS} hosts with {cls.ROWS} rows"):
            return cls.write_fleet(hosts=cls.HOSTS, rows=cls.ROWS, checkpoints=set(cls.SIGNING))

    @classmethod
    def create_views(cls):
        super().create_views()
        with timed("copy"):
            cls.database.execute((FOLDER / "duckdb" / "copy.sql").read_text())

    def test_the_fleet_has_its_size(self):
        [[hosts, rows, fewest]] = self.database.execute(
            """
            SELECT count(*), sum(rows), min(rows) FILTER (WHERE host <> ?)
            FROM (SELECT host, count(*) AS rows FROM history GROUP BY host)
            """,
            [fleet.Host(fleet.MISSING).id],
        ).fetchall()
        self.assertEqual(hosts, self.HOSTS)
        self.assertGreater(rows, 0.99 * self.HOSTS * self.ROWS)
        self.assertGreater(fewest, 0.99 * self.ROWS)

    # All tests of this class ask a copy.
    test_a_copy_of_the_history = None

    def test_some_histories_verify_with_their_last_checkpoint(self):
        program = FOLDER.parents[1] / "docs" / "verify-history.py"
        for index, damaged in self.SIGNING.items():
            host = fleet.Host(index)
            folder = pathlib.Path(self.root, "history", f"host={host.id}", f"user={host.owner}")
            lines = b"".join(gzip.decompress(path.read_bytes()) for path in sorted(folder.glob("date=*/*.jsonl.gz")))
            key = json.loads(lines[:lines.index(b"\n")])["unmapped"]["key"]
            checkpoint = max((folder / "checkpoints").iterdir())
            found = subprocess.run([sys.executable, program, checkpoint, key], input=lines, capture_output=True)
            self.assertEqual(found.returncode != 0, damaged, found.stderr)


class AthenaTests(QueryTests):
    """The view and the queries as Athena reads them, translated for DuckDB."""

    @staticmethod
    def read(path):
        [statement] = sqlglot.transpile(path.read_text(), read="athena", write="duckdb")
        return statement

    @classmethod
    def create_views(cls):
        super().create_views()
        # The table of Athena has the same columns, and its view takes the partitions from the path.
        cls.database.execute(
            """
            CREATE TABLE shipped AS
            SELECT host, "user" AS owner, CAST("date" AS VARCHAR) AS day, filename AS object,
                * EXCLUDE (host, "user", "date", filename)
            FROM lines
            """)
        cls.database.execute("CREATE OR REPLACE VIEW lines AS FROM shipped")
        cls.database.execute(cls.read(FOLDER / "athena" / "history.sql"))


    def test_every_statement_for_athena_parses(self):
        for path in (FOLDER / "athena").glob("*.sql"):
            [statement] = sqlglot.parse(path.read_text(), read="athena")
            self.assertIsInstance(statement, sqlglot.expressions.Create, path.name)

    def test_both_tables_and_the_lines_have_the_columns_of_duckdb(self):
        for kind in ("fleet", "hosts"):
            [table] = sqlglot.parse((FOLDER / "athena" / f"table-of-{kind}.sql").read_text(), read="athena")
            columns = {column.name for column in table.this.expressions}
            [lines] = sqlglot.parse((FOLDER / "athena" / f"lines-of-{kind}.sql").read_text(), read="athena")
            names = set(lines.expression.named_selects) - {"host", "owner", "day", "object"}
            shipped = self.database.execute("SELECT * EXCLUDE (activity_id, class_uid) FROM shipped").description
            self.assertEqual(names, {column[0] for column in shipped} - {"host", "owner", "day", "object"})
            self.assertEqual(names, columns - {"host", "owner", "day"})


class SecurityLakeTests(unittest.TestCase):
    def test_the_events_of_a_day_are_in_the_files_of_their_class_and_account(self):
        with tempfile.TemporaryDirectory() as root, duckdb.connect() as database:
            fleet.write(root)
            pathlib.Path(root, "lake").mkdir()
            variables = {
                "root": f"{root}/history", "lake": f"{root}/lake", "lake_region": "eu-central-1", "day": "2026-11-25",
            }  # fmt: skip
            for name, value in variables.items():
                database.execute(f"SET VARIABLE {name} = '{value}'")
            # The second time replaces the files.
            for _ in range(2):
                database.execute((FOLDER / "duckdb" / "security-lake.sql").read_text())
            database.execute((FOLDER / "duckdb" / "history.sql").read_text())
            expected = database.execute(
                "SELECT hash, coalesce(account, 'external') FROM history WHERE day = '2026-11-25' AND kind = 'vended'"
            ).fetchall()
            found = database.execute(
                f"""
                SELECT metadata.uid, accountId FROM read_parquet(
                    '{root}/lake/farsign-authorize-session/region=*/accountId=*/eventDay=20261125/*.parquet',
                    hive_types = {{'accountId': VARCHAR}})
                WHERE class_uid = 3003 AND "user".uid = session.uid AND unmapped['profile'] = 'dev'
                """
            ).fetchall()
            self.assertEqual(sorted(found), sorted(expected))
            [[count, others]] = database.execute(
                f"""
                SELECT count(*), count(*) FILTER (WHERE class_uid <> 3002)
                FROM read_parquet('{root}/lake/farsign-authentication/**')
                """
            ).fetchall()
            self.assertGreater(count, 100)
            self.assertEqual(others, 0)


if __name__ == "__main__":
    unittest.main()
