"""Writes the manual pages: man.py OUTPUT EPOCH VERSION FARSIGN FARSIGN-RELAY.

Names, options and descriptions are the programs' own (--experimental-dump-help). The exit statuses, the environment and
the files are tables of docs/guide.md and README.md. What only a manual page says is in man.toml beside this file.
"""

import json
import os
import re
import subprocess
import sys
import time
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))


def main():
    output, epoch, version, *programs = sys.argv[1:]
    with open(f"{HERE}/man.toml", "rb") as file:
        notes = tomllib.load(file)
    # C's names of months, whatever the caller's locale is.
    date = time.strftime("%B %d, %Y", time.gmtime(int(epoch))).replace(" 0", " ")
    commands = {}
    for program in programs:
        help = json.loads(subprocess.check_output([program, "--experimental-dump-help"]))
        collect(help["command"], (), commands)
    # The other name of `farsign credentials`.
    commands["farsign-credentials"]["alias"] = "farsign-credentials"
    unknown = notes.keys() - commands.keys()
    if unknown:
        sys.exit(f"man.py: man.toml names no command: {', '.join(sorted(unknown))}")
    for name, command in commands.items():
        page = Page(name, command, notes.get(name, {}), commands)
        with open(f"{output}/{name}.1", "w", encoding="utf-8") as file:
            file.write(page.text(date, version))


def collect(command, path, commands):
    """The command and those below it, by the names of their pages."""
    path += (command["commandName"],)
    if command["commandName"] == "help" or not command.get("shouldDisplay", True):
        return
    commands["-".join(path)] = command | {"path": path}
    for subcommand in command.get("subcommands", []):
        collect(subcommand, path, commands)


class Page:
    def __init__(self, name, command, notes, commands):
        self.name, self.command, self.notes, self.commands = name, command, notes, commands
        self.path = command["path"]
        self.arguments = [each for each in command.get("arguments", []) if each.get("shouldDisplay", True)]
        self.children = [
            name for name, each in commands.items() if each["path"][:-1] == self.path]
        self.lines = []

    def text(self, date, version):
        self.add(f".Dd {date}", f".Dt {self.name.upper()} 1", f".Os farsign {version}")
        self.section("Name", f".Nm {self.name}", f".Nd {self.abstract()}")
        self.section("Synopsis")
        self.synopsis(".Nm " + " ".join(self.path))
        if alias := self.command.get("alias"):
            self.synopsis(f".Nm {alias}")
        self.section("Description", *prose(self.command["abstract"]))
        for text in (self.command.get("discussion"), self.notes.get("more")):
            if text:
                self.add(".Pp", *prose(text))
        self.options()
        if self.children:
            self.section("Commands", ".Bl -tag -width Ds")
            for child in self.children:
                self.add(f".It Xr {child} 1", *prose(self.commands[child]["abstract"]))
            self.add(".El")
        self.tables()
        if examples := self.notes.get("examples"):
            self.section("Examples")
            for line, what in examples:
                self.add(*prose(what), ".Pp", f".Dl {quoted(line)}", ".Pp")
            self.lines.pop()
        self.see_also()
        return "\n".join(self.lines) + "\n"

    def abstract(self):
        text = escaped(self.command["abstract"].rstrip("."))
        return text[:1].lower() + text[1:]

    def add(self, *lines):
        self.lines.extend(lines)

    def section(self, title, *lines):
        self.add(f".Sh {title.upper()}", *lines)

    def synopsis(self, name):
        self.add(name)
        if self.children:
            self.add(".Ar command", ".Op Ar options")
        if self.path == ("farsign-relay",):
            self.add(".Op Ar ssh options")
        for argument in self.arguments:
            if argument["kind"] == "positional":
                words = f"Ar {argument['valueName']}"
            else:
                words = option(argument, preferred=True)
                if words in ("Fl Fl version", "Fl h", "Fl Fl help"):
                    continue
            if argument["isOptional"]:
                words = f"Op {words}"
            self.add("." + words + (" ..." if argument["isRepeating"] else ""))

    def options(self):
        if not self.arguments:
            return
        self.add(".Pp", "The arguments are as follows:", ".Bl -tag -width Ds")
        for argument in self.arguments:
            if argument["kind"] == "positional":
                self.add(f".It Ar {argument['valueName']}")
            else:
                self.add(f".It {option(argument)}")
            text = argument.get("abstract", "")
            values = argument.get("completionKind", {}).get("list", {}).get("values", [])
            # The known regions are too many for a sentence, and others are accepted.
            if 0 < len(values) <= 20 and values[0] not in text:
                text += f" One of {', '.join(values)}."
            if default := argument.get("defaultValue"):
                text += f" The default is {default}."
            self.add(*prose(text))
        self.add(".El")

    def tables(self):
        environment = self.notes.get("environment")
        if environment:
            rows = table("docs/guide.md", "variable")
            if environment is not True:
                rows = [row for row in rows if any(name in row[0] for name in environment)]
            self.listing("Environment", rows)
        if self.notes.get("files"):
            # "sockets" is a name for a place; the page has the places first, as its readers expect them.
            self.listing("Files", [(what, where) for what, where in table("README.md", "what", "where")])
        if self.path[0] == "farsign":
            self.listing("Exit status", table("docs/guide.md", "exit status"))
        else:
            self.section("Exit status", f".Ex -std {self.path[0]}")

    def listing(self, title, rows):
        self.section(title, ".Bl -tag -width Ds")
        for head, text in rows:
            self.add(f".It {plain(head)}", *prose(sentence(text), markdown=True))
        self.add(".El")

    def see_also(self):
        names = {f"{name}(1)" for name in self.children} | set(self.notes.get("see_also", []))
        if len(self.path) > 1:
            names.add("-".join(self.path[:-1]) + "(1)")
        names.discard(f"{self.name}(1)")
        pages = sorted((section, name) for name, section in (each[:-1].split("(") for each in names))
        if pages:
            self.section("See also")
            for index, (section, name) in enumerate(pages):
                self.add(f".Xr {name} {section}" + (" ," if index < len(pages) - 1 else ""))


def option(argument, preferred=False):
    """As the operands of a macro: `Fl h , Fl Fl help`."""
    names = [argument["preferredName"]] if preferred else argument["names"]
    words = " , ".join(("Fl " if name["kind"] == "short" else "Fl Fl ") + name["name"] for name in names)
    return words if argument["kind"] == "flag" else f"{words} Ar {argument['valueName']}"


def table(path, *heads):
    """The rows of the first table of a page of docs whose columns have these titles."""
    with open(f"{HERE}/../{path}", encoding="utf-8") as file:
        lines = file.read().splitlines()
    start = next(
        index for index, line in enumerate(lines)
        if all(cell == head for cell, head in zip(cells(line), heads, strict=False)) and line.startswith("|"))
    rows = []
    for line in lines[start + 2:]:
        if not line.startswith("|"):
            break
        rows.append(tuple(cells(line)))
    return rows


def cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split(" | ")]


def sentence(text):
    return text[:1].upper() + text[1:] + "."


def prose(text, markdown=False):
    """Lines of running text, one sentence each, none of which is taken for a request."""
    lines = []
    for part in re.split(r"(?<=[.!?:]) +(?=[A-Z'`])|\n", text):
        part = inline(part) if markdown else escaped(part)
        lines.append(r"\&" + part if part[:1] in ".'" else part)
    return [line for line in lines if line]


def inline(text):
    """Markdown within a line: code is bold, and of a link only its text stays."""
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text)
    return "".join(
        rf"\fB{escaped(part)}\fR" if index % 2 else escaped(part) for index, part in enumerate(text.split("`")))


def plain(text):
    """The head of an entry: `.It` takes words, so they are quoted as one."""
    return '"' + inline(text).replace('"', r"\(dq") + '"'


def quoted(text):
    return escaped(text).replace('"', r"\(dq")


def escaped(text):
    """Characters that roff or a terminal's character set would replace: a reader may copy them."""
    for character, escape in ("\\", r"\e"), ("'", r"\(aq"), ("`", r"\(ga"), ("~", r"\(ti"), ("^", r"\(ha"):
        text = text.replace(character, escape)
    return re.sub(r"-(?=\S)", r"\\-", text)


main()
