"""Pages of docs/. The wheel has copies of them beside this module. In a clone, they are in their usual place."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from storehook_cli.errors import CommandError

HERE = Path(__file__).parent

KINDS = ("", "tutorials", "guides", "reference", "explanation")
"""Folders of docs/, in the order in which their pages are listed."""

_RELATIVE_LINK = re.compile(r"!?\[([^\]]*)\]\((?!https:)[^)]*\)")
_COMMENT = re.compile(r"<!--.*?-->\n*", re.DOTALL)
_HEADING = re.compile(r"(#+) (.+)")


@dataclass(frozen=True, slots=True)
class Section:
    """Heading of a page with its text, up to the next heading of its level.

    Args:
        text: Markdown, including the heading. Links to other pages are reduced to their words.
    """

    page: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """Page of the documentation.

    Args:
        kind: its folder in docs/.
        sections: the first is the whole page.
    """

    name: str
    kind: str
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        """Heading of the page."""
        return self.sections[0].heading


def pages() -> list[Document]:
    """Read every page, in the order of kinds and names."""
    packaged = HERE / "docs"
    folder = packaged if packaged.is_dir() else HERE.parents[2] / "docs"
    pages = [_page(file, file.relative_to(folder)) for file in folder.rglob("*.md")]
    return sorted(pages, key=lambda page: (KINDS.index(page.kind), page.name))


def find(topic: str, pages: Iterable[Document]) -> list[Section]:
    """Return the page of this name, or else the sections whose headings are or contain the topic.

    Raises:
        CommandError: there is none. The message names the nearest.
    """
    topic_words = topic.lower()
    by_name = {page.name: page.sections[0] for page in pages}
    if topic_words in by_name:
        return [by_name[topic_words]]
    sections = [section for page in pages for section in page.sections]
    equal = [section for section in sections if section.heading.lower() == topic_words]
    if matches := equal or [section for section in sections if topic_words in section.heading.lower()]:
        return matches
    raise CommandError(f"No page and no heading is called {topic!r}. {_hint(topic_words, [*by_name], sections)}")


def _hint(topic: str, names: list[str], sections: list[Section]) -> str:
    known = {section.heading.lower(): section.heading for section in sections} | {name: name for name in names}
    nearest = [known[match] for match in get_close_matches(topic, known)]
    return f"The nearest: {', '.join(nearest)}." if nearest else "`storehook docs` lists all pages."


def _page(file: Path, path: Path) -> Document:
    name = path.parent.name if path.name == "README.md" else path.stem
    kind = path.parts[0] if len(path.parts) > 1 else ""
    text = _COMMENT.sub("", _RELATIVE_LINK.sub(r"\1", file.read_text(encoding="utf-8")))
    return Document(name, kind, tuple(_sections(name, text.splitlines())))


def _sections(page: str, lines: list[str]) -> Iterator[Section]:
    headings = list(_headings(lines))
    for number, (begin, level, heading) in enumerate(headings):
        ends = (line for line, other, _ in headings[number + 1 :] if other <= level)
        yield Section(page, heading.replace("`", ""), "\n".join(lines[begin : next(ends, len(lines))]).strip())


def _headings(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """Yield the line, level and text of each heading. A comment in a block of code is not a heading."""
    in_code = False
    for number, line in enumerate(lines):
        in_code ^= line.startswith("```")
        if not in_code and (heading := _HEADING.fullmatch(line)):
            yield number, len(heading[1]), heading[2]
