"""Writing files: into folders that may not be there, or for their owner alone."""

import os
from pathlib import Path


def written(file: Path, content: bytes) -> Path:
    """Write a file, with the folders that it is in; gives its path."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def write_private(file: Path, text: str) -> None:
    """Write a file that its owner alone can read, from its first byte on; one that is there is replaced."""
    file.unlink(missing_ok=True)
    with open(file, "x", opener=_for_the_owner) as out:
        out.write(text)


def _for_the_owner(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)
