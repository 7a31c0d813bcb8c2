"""Texts of the packages: package.py changelog|copyright|spdx ARGUMENT..., on stdout. scripts/package calls it."""

import calendar
import hashlib
import json
import os
import re
import sys
import textwrap
import time
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
AUTHORS = "The farsign authors"


def read(path):
    with open(f"{HERE}/../{path}", encoding="utf-8") as file:
        return file.read()


def changelog(package, maintainer, epoch):
    """CHANGELOG.md in the form that Debian's tools read. What is not released yet has the time of the last commit."""
    entries = re.split(r"^## ", read("CHANGELOG.md"), flags=re.M)[1:]
    for entry in entries:
        head, body = entry.split("\n", 1)
        version, day = re.fullmatch(r"\[(.+)\] - (.+)", head).groups()
        moment = int(epoch) if day == "unreleased" else calendar.timegm(time.strptime(day, "%Y-%m-%d"))
        print(f"{package} ({version}) unstable; urgency=medium\n")
        for bullet in re.split(r"^- ", body, flags=re.M)[1:]:
            text = " ".join(re.split(r"\n\n|\n#", bullet)[0].split())
            text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text)
            print(textwrap.fill(
                text, 78, initial_indent="  * ", subsequent_indent="    ", break_long_words=False,
                break_on_hyphens=False))
        # The names of days and months are C's, whatever the caller's locale is: setlocale was not called.
        print(f"\n -- {maintainer}  {time.strftime('%a, %d %b %Y %H:%M:%S +0000', time.gmtime(moment))}\n")


def components(programs):
    """What is linked into one of these programs, and the texts of all licenses."""
    facts = tomllib.loads(read("deploy/components.toml"))
    return [each for each in facts["component"] if set(each["programs"]) & set(programs)], facts["licenses"]


def copyright(*programs):
    """The machine-readable debian/copyright 1.0. Its paths are components, since the package has programs only."""
    parts, licenses = components(programs)
    print("Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/")
    print("Upstream-Name: farsign")
    print("Comment: A package has programs, and each of the stanzas below is about a part")
    print(" that is linked into the programs that it names.")
    print(f"\nFiles: *\nCopyright: {AUTHORS}\nLicense: Apache-2.0")
    for part in parts:
        path = "/".join(name.replace(" ", "?") for name in (part.get("within"), part["name"]) if name)
        names = ", ".join(name for name in part["programs"] if name in programs)
        comment = f"Linked into {names}. {part.get('comment', '')}".strip()
        print(f"\nFiles: {path}/*\nCopyright: {part['copyright']}\nLicense: {debian(part['license'])}")
        print("\n".join(textwrap.wrap(comment, 76, initial_indent="Comment: ", subsequent_indent=" ")))
    for name in sorted({"Apache-2.0"} | {part["license"] for part in parts}):
        print(f"\nLicense: {debian(name)}")
        for line in licenses[name].strip().splitlines():
            print(f" {line or '.'}")


def debian(license):
    """The short name that debian/copyright has for an SPDX expression."""
    name = re.sub(r"^GPL-3\.0-or-later", "GPL-3+", re.sub(r"^LGPL-2\.1-or-later", "LGPL-2.1+", license))
    return re.sub(r" WITH (\w+)-exception(-[\d.]+)?", r" with \1\2 exception", name)


def spdx(version, epoch, *staged):
    """SPDX 2.3 of what is in the packages. Each argument is PACKAGE=FOLDER."""
    packages, files, relationships = [], [], []
    parts, _ = components(["farsign", "farsign-credentials", "farsign-relay"])
    names = {each["name"]: spdx_id("Component", each["name"]) for each in parts}
    pins = versions()
    for package, root in (each.split("=", 1) for each in staged):
        identity = spdx_id("Package", package)
        contents = [describe(package, root, path) for path in sorted(walk(root))]
        sums = "".join(sorted(each["checksums"][0]["checksumValue"] for each in contents))
        packages.append(entry(identity, package, version, "Apache-2.0", AUTHORS) | {
            "filesAnalyzed": True,
            "hasFiles": [each["SPDXID"] for each in contents],
            "packageVerificationCode": {"packageVerificationCodeValue": hashlib.sha1(sums.encode()).hexdigest()},
        })
        files += contents
        relationships.append(relation("SPDXRef-DOCUMENT", "DESCRIBES", identity))
        for program in contents:
            for part in parts:
                if os.path.basename(program["fileName"]) in part["programs"] and "/bin/" in program["fileName"]:
                    relationships.append(relation(program["SPDXID"], "STATIC_LINK", names[part["name"]]))
    for part in parts:
        packages.append(entry(
            names[part["name"]], part["name"], pins.get(part["name"]), part["license"], part["copyright"],
            part.get("comment")))
        if whole := part.get("within"):
            relationships.append(relation(names[whole], "CONTAINS", names[part["name"]]))
    document = {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": f"farsign-{version}",
        "creationInfo": {
            "created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(epoch))),
            "creators": [f"Organization: {AUTHORS}", f"Tool: scripts/package-{version}"],
        },
        "packages": packages, "files": files, "relationships": relationships,
    }
    # A document of other contents must have another name.
    digest = hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
    document["documentNamespace"] = f"https://spdx.org/spdxdocs/farsign-{version}-{digest}"
    json.dump(document, sys.stdout, indent=1, sort_keys=True)
    print()


def versions():
    """Exact pins, and what SwiftPM chose for the packages that these need. Unknown versions are not guessed."""
    found = {}
    if os.path.exists(f"{HERE}/../Package.resolved"):
        pins = json.loads(read("Package.resolved"))["pins"]
        found = {pin["identity"]: pin["state"]["version"] for pin in pins if "version" in pin["state"]}
    return found | dict(re.findall(r'/([\w-]+)", exact: "([^"]+)"', read("Package.swift")))


def entry(identity, name, version, license, copyright, comment=None):
    fields = {
        "SPDXID": identity, "name": name, "versionInfo": version, "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False, "licenseConcluded": license, "licenseDeclared": license,
        "copyrightText": copyright, "comment": comment,
    }
    return {key: value for key, value in fields.items() if value is not None}


def describe(package, root, path):
    with open(f"{root}/{path}", "rb") as file:
        content = file.read()
    return {
        "SPDXID": spdx_id("File", f"{package}-{path}"), "fileName": f"./{path}",
        "checksums": [
            {"algorithm": "SHA1", "checksumValue": hashlib.sha1(content).hexdigest()},
            {"algorithm": "SHA256", "checksumValue": hashlib.sha256(content).hexdigest()},
        ],
        "licenseConcluded": "NOASSERTION", "licenseInfoInFiles": ["NOASSERTION"], "copyrightText": "NOASSERTION",
    }


def walk(root):
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.relpath(f"{folder}/{name}", root)
            if not path.startswith("DEBIAN/") and not os.path.islink(f"{folder}/{name}"):
                yield path


def spdx_id(kind, name):
    return f"SPDXRef-{kind}-" + re.sub(r"[^A-Za-z0-9.-]", "-", name)


def relation(element, kind, other):
    return {"spdxElementId": element, "relationshipType": kind, "relatedSpdxElement": other}


if __name__ == "__main__":
    {"changelog": changelog, "copyright": copyright, "spdx": spdx}[sys.argv[1]](*sys.argv[2:])
