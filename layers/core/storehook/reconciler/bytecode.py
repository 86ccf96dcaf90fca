"""Bytecode check: without valid bytecode, Lambda compiles a package at each cold start."""

from importlib.util import MAGIC_NUMBER, find_spec, source_hash
from pathlib import Path

UNCHECKED, CHECKED = 1, 3
"""Flags of bytecode that belongs to its source by a hash, unchecked or checked (PEP 552)."""


def is_compiled(package: str) -> bool:
    """Return whether valid bytecode exists for a package's first file. Python certainly loads no other kind."""
    spec = find_spec(package)
    if spec is None or not spec.origin or not spec.cached:
        return False
    try:
        head, source = Path(spec.cached).read_bytes()[:16], Path(spec.origin).stat()
        hash_of_source = source_hash(Path(spec.origin).read_bytes())
    except OSError:
        return False
    words = [int.from_bytes(head[at : at + 4], "little") for at in (4, 8, 12)]
    matches_times = words == [0, int(source.st_mtime) & 0xFFFFFFFF, source.st_size & 0xFFFFFFFF]
    matches_hash = words[0] == UNCHECKED or (words[0] == CHECKED and head[8:] == hash_of_source)
    return head[:4] == MAGIC_NUMBER and (matches_hash or matches_times)
