"""Lets the linker leave out what nothing uses in Swift's static libraries.

Their functions and data are in sections of their own, but each section is marked SHF_GNU_RETAIN, so that --gc-sections
keeps all of them. Usage: unretain.py FROM TO. TO becomes a copy of the directory FROM (links for all
but the archives) in which no section is marked, but for those that the Swift runtime finds by their names (swift5_…).
"""

import os
import shutil
import struct
import sys

RETAIN = 0x200000  # SHF_GNU_RETAIN


def unretain(data, start):
    """Changes the ELF file (64-bit, little-endian) that begins at `start`."""
    offset = start + struct.unpack_from("<Q", data, start + 0x28)[0]
    size, count, names = struct.unpack_from("<HHH", data, start + 0x3A)
    if count == 0:  # more sections than the field can say: the number is in the first one
        count = struct.unpack_from("<Q", data, offset + 0x20)[0]
    if names == 0xFFFF:
        names = struct.unpack_from("<I", data, offset + 0x28)[0]
    texts = start + struct.unpack_from("<Q", data, offset + names * size + 0x18)[0]
    for header in range(offset, offset + count * size, size):
        name, _, flags = struct.unpack_from("<IIQ", data, header)
        if flags & RETAIN and not data.startswith(b"swift5_", texts + name):
            struct.pack_into("<Q", data, header + 8, flags & ~RETAIN)


def members(data):
    """Where the members of an archive begin (ar(5))."""
    position = 8
    while position < len(data):
        yield position + 60
        size = int(data[position + 48 : position + 58])
        position += 60 + size + size % 2


def main(source, target):
    if not os.path.isdir(source):
        raise SystemExit(f"unretain.py: error: there is no directory {source}")
    shutil.rmtree(target, ignore_errors=True)
    for directory, _, files in os.walk(source, followlinks=True):
        made = os.path.join(target, os.path.relpath(directory, source))
        os.makedirs(made, exist_ok=True)
        for file in files:
            path, copy = os.path.join(directory, file), os.path.join(made, file)
            if not file.endswith(".a"):
                os.symlink(path, copy)
                continue
            with open(path, "rb") as archive:
                data = bytearray(archive.read())
            for member in members(data):
                if data.startswith(b"\x7fELF", member):
                    unretain(data, member)
            with open(copy, "wb") as archive:
                archive.write(data)


if __name__ == "__main__":
    main(*sys.argv[1:])
