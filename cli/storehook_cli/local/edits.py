"""Edits of a folder's files, found by looking: no library for it is worth its weight here."""

from pathlib import Path

type Stamps = dict[Path, tuple[int, int]]
"""When each file was written, and how many bytes it has."""


class Edits:
    """What has been edited below a folder since the last time that it was told."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._told = self._seen = _stamps(folder)

    def settled(self) -> bool:
        """Whether something was edited and is as it was at the look before: an editor may write several files."""
        now = _stamps(self._folder)
        is_quiet, self._seen = now == self._seen, now
        if not is_quiet or now == self._told:
            return False
        self._told = now
        return True


def _stamps(folder: Path) -> Stamps:
    found: Stamps = {}
    for path in folder.rglob("*"):
        if _is_source(path.relative_to(folder)):
            try:
                stat = path.stat()
            except FileNotFoundError:  # an editor has put another in its place
                continue
            found[path] = (stat.st_mtime_ns, stat.st_size)
    return found


def _is_source(path: Path) -> bool:
    """Whether a file is the author's own: not bytecode, nor what an editor keeps beside it."""
    return bool(path.suffix) and not any(
        part == "__pycache__" or part[0] == "." or part[-1] == "~" for part in path.parts
    )
