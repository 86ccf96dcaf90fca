"""Whether Python can start a package at once, or has to compile it first: on Lambda, at each cold start anew."""

from importlib.util import MAGIC_NUMBER, find_spec, source_hash
from pathlib import Path

UNCHECKED, CHECKED = 1, 3
"""The flags of bytecode that is bound to its source by a hash, or by nothing but trust (PEP 552)."""


def is_compiled(package: str) -> bool:
    """Whether valid bytecode lies beside a package's first file. That Python takes it is known of no other kind."""
    spec = find_spec(package)
    if spec is None or not spec.origin or not spec.cached:
        return False
    try:
        head, source = Path(spec.cached).read_bytes()[:16], Path(spec.origin).stat()
        of_source = source_hash(Path(spec.origin).read_bytes())
    except OSError:
        return False
    words = [int.from_bytes(head[at : at + 4], "little") for at in (4, 8, 12)]
    is_of_source = words == [0, int(source.st_mtime) & 0xFFFFFFFF, source.st_size & 0xFFFFFFFF]
    is_bound = words[0] == UNCHECKED or (words[0] == CHECKED and head[8:] == of_source)
    return head[:4] == MAGIC_NUMBER and (is_bound or is_of_source)
