"""The page's files. Only a name that is in the folder is served: a path cannot lead anywhere else."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "page"

KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
"""What each kind of file is served as; others are not served."""


@cache
def files() -> dict[str, tuple[str, str]]:
    """Every file of the page by its name: what it is served as, and its text."""
    found = (path for path in FOLDER.iterdir() if path.suffix in KINDS)
    return {path.name: (KINDS[path.suffix], path.read_text()) for path in found}
