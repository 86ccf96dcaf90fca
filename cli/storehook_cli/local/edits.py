"""Detection of edits to files, by polling. A library would be too much for this."""

from collections.abc import Sequence
from pathlib import Path

type Stamps = dict[Path, tuple[int, int]]
"""Modification time and size in bytes of each file."""


class Edits:
    """Edits below a folder since the last report."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reported = self._seen = _stamps(folder)

    def settled(self) -> list[Path]:
        """Return the edited files if none has changed since the last call. An editor may write several."""
        now = _stamps(self._folder)
        is_quiet, self._seen = now == self._seen, now
        if not is_quiet:
            return []
        edited = {path.relative_to(self._folder) for path, _ in now.items() ^ self._reported.items()}
        self._reported = now
        return sorted(edited)


def summary(files: Sequence[Path]) -> str:
    """Return the first file, and the number of others: `actions/bill.py and 2 other files`."""
    first, *others = map(str, files)
    if not others:
        return first
    return f"{first} and {len(others)} other file{'' if len(others) == 1 else 's'}"


def _stamps(folder: Path) -> Stamps:
    stamps: Stamps = {}
    for path in folder.rglob("*"):
        if _is_source(path.relative_to(folder)):
            try:
                stat = path.stat()
            except FileNotFoundError:  # an editor is replacing the file
                continue
            stamps[path] = (stat.st_mtime_ns, stat.st_size)
    return stamps


def _is_source(path: Path) -> bool:
    """Return whether a file is the author's, and not bytecode or an editor's backup."""
    return bool(path.suffix) and not any(
        part == "__pycache__" or part[0] == "." or part[-1] == "~" for part in path.parts
    )
