"""The site's pages: those of docs/, with links that also work outside the repository."""

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SETTINGS = Path(__file__).with_name("zensical.toml")

_FENCE = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
_TARGET = re.compile(r"(?<=\]\()[^)\s#]+")
_API = re.compile(r"^<!-- (::: [\w.]+) -->$", re.MULTILINE)


def stage(site: Path) -> None:
    """Write the pages and the settings into the site's folder. A file that has not changed is left alone."""
    pages = {Path("pages") / path: content for path, content in _pages()}
    _write(site / SETTINGS.name, SETTINGS.read_bytes())
    for path, content in pages.items():
        _write(site / path, content)
    for file in (site / "pages").rglob("*.md"):
        if file.relative_to(site) not in pages:
            file.unlink()


def repository() -> str:
    """Return the repository's address, which pyproject.toml names."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["urls"]["Repository"]


def _pages() -> Iterator[tuple[Path, bytes]]:
    for name in ("diagrams.js", "site.css"):
        yield Path("assets", name), SETTINGS.with_name(name).read_bytes()
    for file in sorted(DOCS.rglob("*")):
        path = file.relative_to(DOCS)
        if file.suffix == ".md":
            yield path, _page(file).encode()
        elif path.parts[0] == "pictures" and file.is_file():
            yield path, file.read_bytes()


def _page(file: Path) -> str:
    parts = _FENCE.split(file.read_text())
    return "".join(part if part.startswith("```") else _outward(part, file.parent) for part in parts)


def _outward(text: str, folder: Path) -> str:
    """Point links that leave docs/ at the repository, and let mkdocstrings write the API."""
    return _TARGET.sub(lambda found: _address(found[0], folder), _API.sub(r"\1", text))


def _address(target: str, folder: Path) -> str:
    path = Path(os.path.normpath(folder / target))
    if "://" in target or target.startswith("mailto:"):
        return target
    if path.suffix in (".md", ".png", ".svg") and path.is_relative_to(DOCS):
        return target
    return f"{repository()}/blob/main/{path.relative_to(ROOT).as_posix()}"


def _write(file: Path, content: bytes) -> None:
    if file.is_file() and file.read_bytes() == content:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
