"""Each link of a document leads somewhere, and each file that it names exists."""

import re
from collections import Counter

from docs.site.pages import repository
from tests.support.documents import CODE_SPAN, LINK, TEXTS, named, prose, spans
from tests.support.repository import LIBRARY, ROOT
from tests.support.rules import expect_none

_PATH = re.compile(r"(?:(?:layers|functions|cli|sandbox|tests|docs|events)/[\w./-]+|[\w/]+\.py)")
_USERS = re.compile(
    r"functions/worker/(?:actions|models|requirements\.txt|permissions\.json|settings\.(?:py|toml))\b|tests/actions\b"
)
"""Files of a user's project, which need not exist here."""

ALL_LINKS = [(name, link) for name, text in TEXTS.items() for link in LINK.findall(CODE_SPAN.sub("", prose(text)))]
LINKS = [(name, link) for name, link in ALL_LINKS if not link.startswith(("https://", "mailto:"))]


def anchors(text: str) -> set[str]:
    """Return the anchors that GitHub makes of a document's headings."""
    seen: Counter[str] = Counter()
    found: set[str] = set()
    for heading in re.findall(r"^#+ (.+)$", prose(text), re.MULTILINE):
        shown = LINK.sub(lambda link: link[0][1 : link[0].index("]")], heading)
        slug = re.sub(r"[^\w\- ]", "", shown.lower()).replace(" ", "-")
        found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return found


def leads_somewhere(name: str, link: str) -> bool:
    """Say whether a relative link of a document leads to a file, and its anchor to a heading."""
    path, _, anchor = link.partition("#")
    target = ((ROOT / name).parent / path).resolve() if path else ROOT / name
    return target.exists() and (not anchor or anchor in anchors(target.read_text()))


def reached_from(name: str, seen: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the documents that a reader reaches from one, link by link."""
    paths = {link.partition("#")[0] for linking, link in LINKS if linking == name}
    targets = {((ROOT / name).parent / path).resolve().relative_to(ROOT).as_posix() for path in paths if path}
    for target in targets & TEXTS.keys() - seen:
        seen = reached_from(target, seen | {target})
    return seen


def test_there_are_links() -> None:
    assert len(LINKS) > 30


def test_every_link_leads_somewhere() -> None:
    expect_none(f"{name}: {link}" for name, link in LINKS if not leads_somewhere(name, link))


def test_every_page_can_be_reached_from_the_readme_or_the_home_page() -> None:
    reached = reached_from("README.md") | reached_from("docs/index.md") | {"docs/index.md"}

    expect_none(name for name in TEXTS if re.fullmatch(r"docs/.+\.md", name) and name not in reached)


def test_the_repository_has_one_address() -> None:
    addresses = named(r"https://github\.com/storehook/?[\w-]*")

    expect_none(f"{name}: {address}" for name, address in addresses if address != repository())


def test_every_path_that_is_named_exists() -> None:
    paths = {(name, span) for name, span in spans() if _PATH.fullmatch(span) and not _USERS.match(span)}
    existing = {path for _, path in paths if (ROOT / path).exists() or (LIBRARY / path).exists()}

    expect_none(f"{name}: {path}" for name, path in paths if path not in existing)
