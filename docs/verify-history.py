"""Verifies a history without farsign, with Python's package cryptography. ROWS are all rows, as printed by
'farsign audit list --json --limit 1000000000' or, of shipped objects, by 'zcat host=ID/user=NAME/date=*/*.jsonl.gz'.
verify-history.py < ROWS                   checks the chain
verify-history.py CHECKPOINT KEY < ROWS    also checks that the signed checkpoint is that of the first rows
verify-history.py PROOF KEY < ROW          checks that the row belongs to the signed checkpoint of an inclusion proof"""
import base64, hashlib, json, sys
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

def sha256(*parts): return hashlib.sha256(b"".join(parts)).digest()
def check(is_right, problem): is_right or sys.exit(f"does not verify: {problem}")

def canonical(line):  # the bytes that the row's hash covers, RFC 8785
    row = json.loads(line)
    stated = row["raw_data_hash"]["value"] if "raw_data" in row else row.pop("hash")
    text = row.get("raw_data") or json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    check(sha256(text.encode()).hex() == stated, f"the hash of {text}")
    return text.encode()

def chain(lines):  # the canonical rows from the first one on; shipped objects may repeat rows
    rows, previous = sorted(set(map(canonical, lines)), key=lambda text: json.loads(text)["seq"]), 64 * "0"
    for seq, text in enumerate(rows, 1):
        row = json.loads(text)
        check((row["seq"], row["previous_hash"]) == (seq, previous), f"row {row['seq']} does not follow row {seq - 1}")
        previous = sha256(text).hex()
    return rows

def left_of(count): return 1 << (count - 1).bit_length() - 1  # leaves in the left half: a power of two
def root(leaves):  # RFC 6962, 2.1
    left = left_of(len(leaves)) if len(leaves) > 1 else 0
    return sha256(b"\1", root(leaves[:left]), root(leaves[left:])) if left else leaves[0]

def root_above(leaf, index, size, path):  # RFC 6962, 2.1.1: the root from one leaf and the other half at each level
    check(0 <= index < size and (size > 1) == bool(path), "the index, or the length of the proof")
    if size == 1: return leaf
    left, others = left_of(size), path[:-1]
    if index < left: return sha256(b"\1", root_above(leaf, index, left, others), path[-1])
    return sha256(b"\1", path[-1], root_above(leaf, index - left, size - left, others))

def opened(note, key):  # the size and root of a checkpoint: c2sp.org/tlog-checkpoint, c2sp.org/signed-note
    text, (name, key_id, public) = note.split("\n\n")[0] + "\n", key.split("+", 2)
    signatures = [base64.b64decode(line.split(" ")[2]) for line in note.split("\n") if line.startswith(f"— {name} ")]
    signatures = [data[4:] for data in signatures if data[:4].hex() == key_id]
    check(signatures and text.startswith(f"{name}\n"), "another origin, or not signed by this key")
    try: Ed25519PublicKey.from_public_bytes(base64.b64decode(public)[1:]).verify(signatures[0], text.encode())
    except InvalidSignature: check(False, "the signature")
    return int(text.split("\n")[1]), base64.b64decode(text.split("\n")[2])

note = open(sys.argv[1], encoding="utf-8").read() if len(sys.argv) > 1 else ""
if note.startswith("c2sp.org/tlog-proof@v1\n"):
    proof, checkpoint = note.split("\n\n", 1)
    (_, index, *path), (size, expected) = proof.split("\n"), opened(checkpoint, sys.argv[2])
    [row], index, path = map(canonical, sys.stdin.buffer), int(index.split(" ")[1]), list(map(base64.b64decode, path))
    check(json.loads(row)["seq"] == index + 1, "the proof is of another row")
    check(root_above(sha256(b"\0", row), index, size, path) == expected, "the proof's root")
else:
    rows = chain(sys.stdin.buffer)
    size, expected = opened(note, sys.argv[2]) if note else (0, None)
    check(size <= len(rows) and (not note or root([sha256(b"\0", row) for row in rows[:size]]) == expected), "the root")
print("verified")
