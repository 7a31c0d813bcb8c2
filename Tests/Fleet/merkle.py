"""Merkle trees of RFC 6962, signed checkpoints and proofs, for the tests of what verifies them."""

import base64
import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def leaf(text):
    return hashlib.sha256(b"\x00" + text.encode()).digest()


def levels(leaves):
    """All complete subtrees, level by level: an odd last node moves up unchanged."""
    made = [list(leaves)]
    while len(made[-1]) > 1:
        below = made[-1]
        level = [node(below[index], below[index + 1]) for index in range(0, len(below) - 1, 2)]
        made.append(level + below[len(level) * 2:])
    return made


def root(leaves):
    return levels(leaves)[-1][0]


def path(index, leaves):
    found = []
    for level in levels(leaves)[:-1]:
        if index ^ 1 < len(level):
            found.append(level[index ^ 1])
        index //= 2
    return found


def base64_text(data):
    return base64.b64encode(data).decode()


class Key:
    def __init__(self, name, seed=bytes(32)):
        self.name = name
        self.private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = b"\x01" + self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.id = hashlib.sha256(name.encode() + b"\n" + self.public).digest()[:4]

    @property
    def verifier(self):
        return f"{self.name}+{self.id.hex()}+{base64_text(self.public)}"

    def checkpoint(self, leaves):
        return self.sign(f"{self.name}\n{len(leaves)}\n{base64_text(root(leaves))}\n")

    def sign(self, text):
        return f"{text}\n— {self.name} {base64_text(self.id + self.private.sign(text.encode()))}\n"

    def proof(self, index, leaves):
        hashes = "".join(f"{base64_text(hash)}\n" for hash in path(index, leaves))
        return f"c2sp.org/tlog-proof@v1\nindex {index}\n{hashes}\n{self.checkpoint(leaves)}"
