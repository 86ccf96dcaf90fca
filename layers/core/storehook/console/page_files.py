"""The page's files. Only names in its folder are served, so that no path leads outside."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "page"

CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
"""Content type by suffix. Other files are not served."""


@cache
def files() -> dict[str, tuple[str, str]]:
    """Return the content type and text of each file, by name."""
    paths = (path for path in FOLDER.iterdir() if path.suffix in CONTENT_TYPES)
    return {path.name: (CONTENT_TYPES[path.suffix], path.read_text()) for path in paths}
