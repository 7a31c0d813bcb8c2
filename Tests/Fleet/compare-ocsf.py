"""
usage: compare-ocsf.py OCSF SCHEMADIR

Compares the JSON Schemas with a checkout of https://github.com/ocsf/ocsf-schema at the tag 1.8.0: that OCSF has each
attribute, with this type and these values, and that the schemas require at least what OCSF requires.
"""

import json
import pathlib
import sys

CLASSES = {"authentication.json": "iam/authentication", "authorize_session.json": "iam/authorize_session"}
TYPES = {"integer_t": "integer", "long_t": "integer", "timestamp_t": "integer", "port_t": "integer"}
PROFILES = ("cloud", "host")


class OCSF:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.dictionary = self.load("dictionary.json")["attributes"]
        files = [*self.root.glob("objects/*.json"), *self.root.glob("events/**/*.json")]
        self.files = {(path.parts[-2] == "objects", path.stem): json.loads(path.read_text()) for path in files}

    def load(self, path):
        return json.loads((self.root / path).read_text())

    def attributes(self, is_object, name):
        """The attributes with those that they extend and those of the profiles, and the constraints."""
        found = self.files[is_object, name]
        attributes, constraints = {}, {}
        if found.get("extends") not in (None, "object"):
            attributes, constraints = self.attributes(is_object, found["extends"])
        for path in found["attributes"].get("$include", []):
            if pathlib.Path(path).stem in PROFILES:
                attributes |= self.load(path)["attributes"]
        for attribute, facts in found["attributes"].items():
            if attribute != "$include":
                attributes[attribute] = attributes.get(attribute, {}) | facts
        if found.get("uid"):
            category = self.load("categories.json")["attributes"]["iam"]["uid"]
            attributes["category_uid"] |= {"values": {category}}
            attributes["class_uid"] |= {"values": {category * 1000 + found["uid"]}}
        return attributes, found.get("constraints", constraints)

    def facts(self, name, facts):
        general = self.dictionary[name]
        enum = facts.get("values") or {int(value) for value in (general.get("enum", {}) | facts.get("enum", {}))}
        return facts.get("type", general["type"]), general.get("is_array", False), enum


def compare(ocsf, is_object, name, properties, required, defs, any_of=False):
    attributes, constraints = ocsf.attributes(is_object, name)
    problems = []
    for property, schema in properties.items():
        if property not in attributes:
            problems.append(f"{property} is no attribute")
            continue
        if "@deprecated" in attributes[property]:
            problems.append(f"{property} is deprecated")
        kind, is_array, enum = ocsf.facts(property, attributes[property])
        referenced = schema.get("$ref", "").rsplit("/", 1)[-1]
        schema = defs.get(referenced, schema)
        values = schema["enum"] if "enum" in schema else [schema["const"]] if "const" in schema else []
        if enum and not set(values) <= enum:
            # The classes narrow down what the events have in common.
            problems.append(f"{property} has other values: {sorted(set(values) - enum)}")
        actual = "array" if is_array else TYPES.get(kind, "string" if kind.endswith("_t") else "object")
        stated = schema.get("type") or {int: "integer", str: "string", list: "array"}[type(values[0])]
        if actual != stated:
            problems.append(f"{property} is of type {stated}, not {actual}")
        if actual == "object" and kind != "object" and referenced != kind:
            problems.append(f"{property} is the object {referenced}, not {kind}")
    must = {attribute for attribute, facts in attributes.items() if facts.get("requirement") == "required"}
    problems += [f"{attribute} is not required" for attribute in must - set(required)]
    for rule, names in constraints.items():
        always, ever = set(names) & set(required), set(names) & set(properties)
        # user and network_endpoint state theirs with anyOf.
        if rule == "just_one" and not len(always) == len(ever) == 1 or not always and not any_of:
            problems.append(f"not satisfied: {rule} of {', '.join(names)}")
    return [f"{name}: {problem}" for problem in problems]


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__.strip())
    ocsf, directory = OCSF(sys.argv[1]), pathlib.Path(sys.argv[2])
    common = json.loads((directory / "event.json").read_text())
    defs = common["$defs"]
    problems = [] if ocsf.load("version.json")["version"] == "1.8.0" else ["the checkout is not version 1.8.0"]
    for file, path in CLASSES.items():
        schema = json.loads((directory / file).read_text())
        problems += compare(
            ocsf, False, path.rsplit("/", 1)[-1], common["properties"] | schema["properties"],
            common["required"] + schema["required"], defs)
    for name, schema in defs.items():
        if "properties" in schema:
            required = schema.get("required", [])
            problems += compare(ocsf, True, name, schema["properties"], required, defs, "anyOf" in schema)
    print("\n".join(problems) or "equal")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
