"""The site's pages: those of docs/ and the changelog, with links that also work outside the repository."""

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CHANGELOG = ROOT / "CHANGELOG.md"
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
    for file in (DOCS / "pictures").iterdir():
        yield file.relative_to(DOCS), file.read_bytes()
    for file in [*DOCS.rglob("*.md"), CHANGELOG]:
        yield _place(file).relative_to(DOCS), _page(file).encode()


def _place(file: Path) -> Path:
    """Return a page's place in docs/, the folder that becomes the site."""
    return DOCS / "changelog.md" if file == CHANGELOG else file


def _page(file: Path) -> str:
    parts = _FENCE.split(file.read_text())
    return "".join(part if part.startswith("```") else _rewritten(part, file) for part in parts)


def _rewritten(text: str, file: Path) -> str:
    """Point links that leave docs/ at the repository, and let mkdocstrings write the API."""
    return _TARGET.sub(lambda target: _address(target[0], file), _API.sub(r"\1", text))


def _address(target: str, file: Path) -> str:
    if "://" in target or target.startswith("mailto:"):
        return target
    place = _place(Path(os.path.normpath(file.parent / target)))
    if place.suffix in (".md", ".png", ".svg") and place.is_relative_to(DOCS):
        return Path(os.path.relpath(place, _place(file).parent)).as_posix()
    return f"{repository()}/blob/main/{place.relative_to(ROOT).as_posix()}"


def _write(file: Path, content: bytes) -> None:
    if file.is_file() and file.read_bytes() == content:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
