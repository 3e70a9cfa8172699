"""Verify a proof of AuditDesk without AuditDesk, without its book and without a network.

    python verify.py PROOF.json [--head "Trail 3f0c…, step 123"] [--sheet SHEET.json]

--head: as at the foot of a paper that you hold; without it you learn only that the proof agrees
with itself. --sheet: what the sheet says, as it came with the proof.

A proof of a sheet shows that the book held it, word for word, at the step and moment named, when
its head was the one printed. It does not show that the sheet still holds: for that, ask for a
younger proof, and for the one that the older head begins the younger one. Trees: RFC 9162, 2.1.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
from pathlib import Path

compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def leaf(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def hashes(text):
    data = base64.b64decode(text, validate=True)
    return [data[n : n + 32] for n in range(0, len(data), 32)]


def climb(place, size, path, first, second):
    """Go up a path with two digests: the first only where a node stands left of it."""
    last = size - 1
    for beside in path:
        if last == 0:
            raise ValueError("a path is too long")
        if place % 2 or place == last:
            first, second = node(beside, first), node(beside, second)
            while place and not place % 2:
                place, last = place // 2, last // 2
        else:
            second = node(second, beside)
        place, last = place // 2, last // 2
    if last:
        raise ValueError("a path is too short")
    return first, second


def root_of(entry, place, size, text):
    """The root that a leaf leads to; its place is counted from 0."""
    if not 0 <= place < size:
        raise ValueError("the leaf lies outside its tree")
    return climb(place, size, hashes(text), b"", leaf(entry))[1]


def begins(older, old_root, size, root, path):
    """Whether the older tree is the beginning of the other one."""
    if older == size or not 0 < older < size:
        return older == size > 0 and not path and old_root == root
    place = older - 1
    rounds = (older & -older).bit_length() - 1
    path = path if older & (older - 1) else [old_root, *path]
    last = (size - 1) >> rounds
    return climb(place >> rounds, last + 1, path[1:], path[0], path[0]) == (old_root, root)


def verified(proof):
    """What is shown, the digest of the sheet, and the heads by their steps."""
    size, root = proof["size"], bytes.fromhex(proof["root"])
    if "older" in proof:
        older, old_root = proof["older"]["size"], bytes.fromhex(proof["older"]["root"])
        if not begins(older, old_root, size, root, hashes(proof["path"])):
            raise ValueError("the older head does not begin the younger one")
        return f"the trail of step {size} begins with that of step {older}", "", {older: old_root}
    seq, at, (changes, digest, step_root) = proof["step"][1], proof["step"][3], proof["step"][6:]
    if root_of(compact(proof["step"]).encode(), seq - 1, size, proof["in_trail"]) != root:
        raise ValueError("the step is not in the trail of this head")
    if "change" not in proof:
        return f"step {seq} of {at} is in the trail", "", {seq: bytes.fromhex(digest)}
    change = proof["change"]
    entry = bytes.fromhex(proof["salt"]) + compact(change).encode()
    if root_of(entry, 3 + change[0], 3 + changes, proof["in_step"]).hex() != step_root:
        raise ValueError("the sheet is not in its step")
    if change[1] != "proven_sheet" or change[3] is not None:
        raise ValueError("what is proven is no sheet")
    sheet = json.loads(change[4])
    return f"{sheet['number']}, as of step {seq}, {at}", sheet["digest"], {}


def main():
    parser = argparse.ArgumentParser()
    for name in ("proof", "--head", "--sheet"):
        parser.add_argument(name)
    given = parser.parse_args()
    try:
        proof = json.loads(Path(given.proof).read_bytes())
        shown, digest, heads = verified(proof)
        heads[proof["size"]] = bytes.fromhex(proof["root"])
        if given.sheet and hashlib.sha256(Path(given.sheet).read_bytes()).hexdigest() != digest:
            raise ValueError("the sheet is not the one that the proof is of")
        if given.head:
            signs = "".join(re.findall(r"\b[0-9a-f]{16,64}\b", given.head.lower())[:1])
            steps = [int(n) for n in re.findall(r"\b\d{1,15}\b", given.head.replace(signs, " "))]
            of = steps or list(heads)
            if not signs or not any(n in of and heads[n].hex().startswith(signs) for n in heads):
                raise ValueError("the head is not one of this proof")
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        sys.exit(f"NOT PROVEN: {error}")
    told = [f"Proven: {shown}. {digest}", *(f"Head of step {n}: {heads[n].hex()}" for n in heads)]
    sys.stdout.write("\n".join([*told, "" if given.head else "Compare with your paper.\n"]))


if __name__ == "__main__":
    main()
