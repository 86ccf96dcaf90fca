"""Files that hold secrets."""

import os
from pathlib import Path


def write_private(file: Path, text: str) -> None:
    """Write a file that its owner alone can read, from its first byte on; one that is there is replaced."""
    file.unlink(missing_ok=True)
    with open(file, "x", opener=_for_the_owner) as out:
        out.write(text)


def _for_the_owner(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)
