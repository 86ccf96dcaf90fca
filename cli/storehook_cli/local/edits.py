"""Detection of edits to files, by polling. A library would be too much for this."""

from pathlib import Path

type Stamps = dict[Path, tuple[int, int]]
"""Modification time and size in bytes of each file."""


class Edits:
    """Edits below a folder since the last report."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reported = self._seen = _stamps(folder)

    def settled(self) -> bool:
        """Return whether files were edited and have not changed since the last call. An editor may write several."""
        now = _stamps(self._folder)
        is_quiet, self._seen = now == self._seen, now
        if not is_quiet or now == self._reported:
            return False
        self._reported = now
        return True


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
