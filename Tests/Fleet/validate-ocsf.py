"""
usage: validate-ocsf.py SCHEMADIR < lines

Checks that each line is an OCSF event as farsign ships it: the JSON Schema of its class, the hash of raw_data, and that
each member follows from raw_data as in ocsf.py. Prints what is wrong, and exits with 1 if anything is. Needs jsonschema.
"""

import hashlib
import json
import pathlib
import sys
from collections import Counter

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

import ocsf

CLASSES = {3002: "authentication.json", 3003: "authorize_session.json"}


def validators(directory):
    schemas = {path.name: json.loads(path.read_text()) for path in pathlib.Path(directory).glob("*.json")}
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    registry = Registry().with_resources((name, Resource.from_contents(schema)) for name, schema in schemas.items())
    return {uid: Draft202012Validator(schemas[name], registry=registry) for uid, name in CLASSES.items()}


def problems(text, validators):
    try:
        event = json.loads(text)
    except ValueError as error:
        return [f"is no JSON: {error}"]
    validator = validators.get(event.get("class_uid") if isinstance(event, dict) else None)
    if validator is None:
        return ["has an unknown class_uid, or none"]
    found = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(event)]
    return found or list(contradictions(text, event))


def contradictions(text, event):
    """What the schemas cannot say."""
    if ocsf.canonical(event) != text:
        yield "is not canonical JSON"
    digest = hashlib.sha256(event["raw_data"].encode()).hexdigest()
    if not digest == event["raw_data_hash"]["value"] == event["metadata"]["uid"]:
        yield f"raw_data has the hash {digest}, which is not that of raw_data_hash or not metadata.uid"
    try:
        row = json.loads(event["raw_data"])
        if ocsf.canonical(row) != event["raw_data"]:
            yield "raw_data is not canonical JSON"
        _, host_id, user = event["metadata"]["log_name"].split("/", 2)
        row["hash"] = digest
        hostname, version = event["device"].get("hostname"), event["metadata"]["product"]["version"]
        expected = ocsf.event(row, host_id, hostname, user, version)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        yield f"raw_data is no row: {error!r}"
        return
    for name in sorted(event.keys() | expected.keys()):
        if event.get(name) != expected.get(name):
            yield f"{name} is {ocsf.canonical(event.get(name))}, not {ocsf.canonical(expected.get(name))}"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    by_class = validators(sys.argv[1])
    kinds, wrong = Counter(), 0
    for number, text in enumerate(sys.stdin, 1):
        found = problems(text.removesuffix("\n"), by_class)
        for problem in found:
            print(f"line {number}: {problem}")
        wrong += bool(found)
        if not found:
            kinds[json.loads(text)["metadata"]["event_code"]] += 1
    print(f"{sum(kinds.values())} valid:", ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())))
    sys.exit(1 if wrong or not kinds else 0)


if __name__ == "__main__":
    main()
