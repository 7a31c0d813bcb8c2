"""The packages as files: lintian, the same bytes twice, checksums, manual pages, tarballs, the SPDX document."""

import hashlib
import json
import pathlib
import re
import subprocess
import tempfile
import unittest

from support import BINARIES, FIRST, PLACE, REPOSITORY, SECOND, deb, run

PROGRAMS = {"farsign": ["farsign", "farsign-credentials"], "farsign-relay": ["farsign-relay"]}


class PackageTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory()
        cls.trees = {}
        for name in PROGRAMS:
            cls.trees[name] = pathlib.Path(cls.place.name, name)
            run("dpkg-deb", "--raw-extract", deb(name), cls.trees[name])

    @classmethod
    def tearDownClass(cls):
        cls.place.cleanup()

    def test_lintian_finds_nothing_and_each_override_has_a_reason(self):
        done = run(
            "lintian", "--pedantic", "--display-experimental", "--display-info", "--allow-root", "--tag-display-limit",
            "0", *FIRST.glob("*.deb"), timeout=300)
        self.assertEqual([line for line in done.stdout.splitlines() if not line.startswith("N:")], [])
        for name, tree in self.trees.items():
            lines = pathlib.Path(tree, f"usr/share/lintian/overrides/{name}").read_text().splitlines()
            self.assertTrue(lines[0].startswith("#"), name)

    def test_two_builds_have_the_same_bytes(self):
        names = sorted(path.name for path in FIRST.iterdir())
        self.assertEqual(names, sorted(path.name for path in SECOND.iterdir()))
        self.assertEqual(len(names), 7)
        for name in names:
            if (FIRST / name).read_bytes() != (SECOND / name).read_bytes():
                shown = subprocess.run(["diffoscope", FIRST / name, SECOND / name], capture_output=True, text=True)
                self.fail(f"{name} differs:\n{shown.stdout}")

    def test_programs_are_those_that_were_built(self):
        for package, programs in PROGRAMS.items():
            self.assertEqual(
                sorted(path.name for path in (self.trees[package] / "usr/bin").iterdir()), sorted(programs))
            for program in programs:
                path = self.trees[package] / "usr/bin" / program
                self.assertEqual(path.read_bytes(), (BINARIES / program).read_bytes(), program)
                self.assertEqual(path.stat().st_mode & 0o7777, 0o755)

    def test_nothing_is_configured_by_installing(self):
        for name, tree in self.trees.items():
            self.assertFalse((tree / "etc").exists(), name)
            self.assertFalse((tree / "DEBIAN/conffiles").exists(), name)

    def test_the_version_is_the_programs(self):
        version = run(BINARIES / "farsign", "--version").stdout.strip()
        for name in PROGRAMS:
            self.assertEqual(run("dpkg-deb", "--field", deb(name), "Version").stdout.strip(), version)

    def test_checksums_and_their_signature_verify(self):
        run("sha256sum", "--check", "--strict", "SHA256SUMS", cwd=FIRST)
        listed = {line.split()[1] for line in (FIRST / "SHA256SUMS").read_text().splitlines()}
        others = {path.name for path in FIRST.iterdir()} - {"SHA256SUMS", "SHA256SUMS.minisig"}
        self.assertEqual(listed, others)
        run("minisign", "-V", "-p", PLACE / "key.pub", "-m", FIRST / "SHA256SUMS")
        with tempfile.TemporaryDirectory() as place:
            changed = pathlib.Path(place, "SHA256SUMS")
            changed.write_bytes((FIRST / "SHA256SUMS").read_bytes().replace(b"0", b"1", 1))
            with self.assertRaises(AssertionError):
                run("minisign", "-V", "-p", PLACE / "key.pub", "-x", FIRST / "SHA256SUMS.minisig", "-m", changed)

    def test_each_command_has_a_manual_page_without_a_warning(self):
        expected = {"farsign-credentials"}
        for program in ("farsign", "farsign-relay"):
            tree = json.loads(run(BINARIES / program, "--experimental-dump-help").stdout)["command"]
            expected |= set(commands(tree))
        pages = {path.name.removesuffix(".1.gz"): path for tree in self.trees.values() for path in tree.rglob("*.1.gz")}
        self.assertEqual(set(pages), expected)
        for name, page in pages.items():
            with self.subTest(name):
                shown = run(
                    "man", "--warnings", "-E", "UTF-8", "-l", page,
                    env={"LC_ALL": "C.UTF-8", "MANWIDTH": "80", "PATH": "/usr/bin:/bin"})
                self.assertEqual(shown.stderr, "")
                self.assertIn("SYNOPSIS", shown.stdout)
                text = run("gzip", "-dc", page).stdout
                lint = subprocess.run(
                    ["mandoc", "-T", "lint", "-W", "warning"], input=text, capture_output=True, text=True)
                self.assertEqual(lint.stdout + lint.stderr, "")

    def test_the_manual_knows_every_variable_of_farsign(self):
        page = run("gzip", "-dc", self.trees["farsign"] / "usr/share/man/man1/farsign.1.gz").stdout
        for source in (REPOSITORY / "Sources").rglob("*.swift"):
            # The fields of journald have names of this form too.
            if source.name == "JournalEntry.swift":
                continue
            for name in re.findall(r'"(FARSIGN_[A-Z_]+|AWS_[A-Z_]+)"', source.read_text()):
                if not name.startswith("AWS_CONTAINER_") and name != "AWS_CREDENTIAL_EXPIRATION":
                    self.assertIn(name, page, f"{source.name} reads {name}")

    def test_a_tarball_has_the_same_files_for_another_prefix(self):
        for name, tree in self.trees.items():
            with tempfile.TemporaryDirectory() as place, self.subTest(name):
                [archive] = FIRST.glob(f"{name}-[0-9]*.tar.gz")
                run("tar", "-C", place, "--strip-components=1", "-xf", archive)
                unpacked = {str(path.relative_to(place)) for path in pathlib.Path(place).rglob("*") if path.is_file()}
                packaged = {
                    str(path.relative_to(tree / "usr")) for path in (tree / "usr").rglob("*") if path.is_file()}
                debian_only = {f"share/doc/{name}/changelog.gz", f"share/lintian/overrides/{name}"}
                self.assertEqual(unpacked, packaged - debian_only | {"LICENSE"})
                for unit in pathlib.Path(place).glob("lib/systemd/*/*.service"):
                    self.assertIn("ExecStart=/usr/local/bin/farsign", unit.read_text())

    def test_the_spdx_document_names_pins_and_files(self):
        [path] = FIRST.glob("*.spdx.json")
        done = run(
            REPOSITORY / ".venv/spdx/bin/python", "-m", "spdx_tools.spdx.clitools.pyspdxtools", "--infile", path)
        self.assertEqual(done.stdout + done.stderr, "")
        document = json.loads(path.read_text())
        self.assertEqual(document["spdxVersion"], "SPDX-2.3")
        versions = {each["name"]: each.get("versionInfo") for each in document["packages"]}
        for name, version in re.findall(
                r'/([\w-]+)", exact: "([^"]+)"', (REPOSITORY / "Package.swift").read_text()):
            self.assertEqual(versions[name], version)
        known = {"SPDXRef-DOCUMENT"} | {each["SPDXID"] for each in document["packages"] + document["files"]}
        for each in document["relationships"]:
            self.assertLessEqual({each["spdxElementId"], each["relatedSpdxElement"]}, known)
        sums = {file["checksums"][1]["checksumValue"] for file in document["files"]}
        for tree in self.trees.values():
            for file in (tree / "usr").rglob("*"):
                if file.is_file():
                    self.assertIn(hashlib.sha256(file.read_bytes()).hexdigest(), sums, file)

    def test_the_copyright_file_names_each_component_of_a_program(self):
        for name, tree in self.trees.items():
            text = (tree / f"usr/share/doc/{name}/copyright").read_text()
            self.assertIn("Files: swift-nio/*", text)
            self.assertEqual("Files: swift-crypto/*" in text, name == "farsign")
            stated = set(re.findall(r"^Files: .*\n(?:Copyright: .*\n)License: (.*)$", text, re.M))
            explained = set(re.findall(r"^License: (.*)\n ", text, re.M))
            self.assertLessEqual(stated, explained)


def commands(tree, path=()):
    if tree["commandName"] != "help":
        path += (tree["commandName"],)
        yield "-".join(path)
        for command in tree.get("subcommands", []):
            yield from commands(command, path)


if __name__ == "__main__":
    unittest.main()
