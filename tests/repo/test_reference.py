"""The reference is what the code says, and it leaves nothing out."""

import re
import tomllib
from collections import Counter

from docs.site.pages import DOCS, SETTINGS
from docs.site.reference import PAGES
from docs.site.reference.metrics import FILTERED
from tests.support.built_template import deployed
from tests.support.repository import modules
from tests.support.rules import expect_none

from storehook.observability import METRICS
from storehook_cli.authoring.template import of_type

STACK = deployed()


def test_the_pages_are_what_the_code_generates() -> None:
    pages = {DOCS / "reference" / f"{name}.md": page() for name, page in PAGES.items()}

    expect_none(f"{file}: run `make docs`" for file, page in pages.items() if file.read_text() != page)


def test_every_page_of_the_reference_is_generated() -> None:
    assert {path.stem for path in (DOCS / "reference").glob("*.md")} == PAGES.keys()


def test_the_metrics_of_the_alarms_are_described() -> None:
    known = {name for metrics in METRICS.values() for name in metrics} | FILTERED.keys()
    alarms = of_type(STACK, "AWS::CloudWatch::Alarm").values()
    ours = {alarm["MetricName"] for alarm in alarms if alarm["Namespace"].startswith("storehook/")}

    assert len(ours) > 5
    expect_none(ours - known)


def test_the_metrics_of_the_access_log_are_described() -> None:
    filters = of_type(STACK, "AWS::Logs::MetricFilter").values()

    assert FILTERED.keys() == {metric["MetricName"] for one in filters for metric in one["MetricTransformations"]}


def test_every_variable_of_the_command_is_described() -> None:
    code = "".join(path.read_text() for path in modules("cli"))
    described = (DOCS / "reference" / "environment.md").read_text()

    expect_none(name for name in set(re.findall(r"\bSTOREHOOK_[A-Z_]+\b", code)) if f"| `{name}` |" not in described)


def pages_of(navigation: object) -> list[str]:
    """The pages that a part of the navigation names."""
    match navigation:
        case str(page):
            return [page]
        case dict(titled):
            return [page for part in titled.values() for page in pages_of(part)]
        case list(parts):
            return [page for part in parts for page in pages_of(part)]
        case _:
            raise TypeError(navigation)


def test_the_navigation_has_every_page_once() -> None:
    listed = Counter(pages_of(tomllib.loads(SETTINGS.read_text())["project"]["nav"]))
    pages = Counter(["changelog.md", *(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))])

    expect_none([f"{SETTINGS.name} lacks {page}" for page in pages - listed])
    expect_none([f"{SETTINGS.name} has {page} without a file, or twice" for page in listed - pages])
