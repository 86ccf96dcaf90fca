"""Files in folders that may not exist yet, and private files."""

import os
from pathlib import Path


def written(file: Path, content: bytes) -> Path:
    """Write a file, create its folders, and return its path."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner can read, from its first byte on. An existing file is replaced."""
    file.unlink(missing_ok=True)
    with open(file, "x", opener=_private_opener) as out:
        out.write(text)


def _private_opener(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)
