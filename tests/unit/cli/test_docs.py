"""`storehook docs`: the documentation in a terminal."""

from pathlib import Path

import pytest
from tests.support.repository import ROOT
from typer.testing import CliRunner, Result

from storehook_cli.documents import pages
from storehook_cli.main import cli

DEPLOYING = """\
# Deploying

<!-- a note -->

See [Operating](operating.md#pausing), [AWS](https://aws.amazon.com) and ![a picture](x.png).

```console
# Not a heading
```

## Alarm email

Who is told.

### Many addresses

A list.

## The `Protected` stack

Tables stay.
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages as a wheel has them."""
    files = {
        "index.md": "# storehook\n",
        "guides/deploying.md": DEPLOYING,
        "guides/operating.md": "# Operating\n\n## Email and alarms\n\n## Pausing\n\n## Pausing a lane\n",
        "explanation/reliability/README.md": "# Reliability\n",
    }
    for name, text in files.items():
        file = tmp_path / "docs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    monkeypatch.setattr(pages, "HERE", tmp_path)


def docs(*words: str, **environment: str) -> Result:
    return CliRunner().invoke(cli, ["docs", *words], env=environment)


def test_without_a_topic_the_pages_are_listed_with_their_titles() -> None:
    done = docs()

    assert [line.split() for line in done.stdout.splitlines()] == [
        ["TOPIC", "TITLE", "KIND"],
        ["index", "storehook"],
        ["deploying", "Deploying", "guides"],
        ["operating", "Operating", "guides"],
        ["reliability", "Reliability", "explanation"],
    ]


def test_a_page_is_shown_by_its_name() -> None:
    done = docs("deploying")

    assert done.exit_code == 0
    assert done.stdout.startswith("# Deploying\n\nSee Operating, [AWS](https://aws.amazon.com) and a picture.\n")
    assert done.stdout.endswith("Tables stay.\n")


@pytest.mark.parametrize("words", [("alarm", "email"), ("Alarm email",), ("many",)])
def test_a_section_is_shown_by_words_of_its_heading(words: tuple[str, ...]) -> None:
    done = docs(*words)

    assert done.stdout.endswith("### Many addresses\n\nA list.\n")
    assert "Tables stay" not in done.stdout
    assert done.stdout.startswith("### Many" if words == ("many",) else "## Alarm email\n\nWho is told.")


def test_a_heading_of_exactly_these_words_comes_before_longer_ones() -> None:
    assert docs("pausing").stdout == "## Pausing\n"


def test_code_in_a_heading_is_found_without_its_marks() -> None:
    assert docs("the", "protected", "stack").stdout == "## The `Protected` stack\n\nTables stay.\n"


def test_a_comment_in_code_is_no_heading() -> None:
    assert docs("not a heading").exit_code == 1


def test_of_several_sections_the_headings_are_listed() -> None:
    done = docs("alarm")

    assert (done.exit_code, done.stderr.startswith("Several headings match.")) == (0, True)
    assert [line.split() for line in done.stdout.splitlines()[1:]] == [
        ["deploying", "Alarm", "email"],
        ["operating", "Email", "and", "alarms"],
    ]


@pytest.mark.parametrize(
    ("topic", "hint"),
    [("deploing", "The nearest: deploying."), ("pauseing", "The nearest: Pausing"), ("zzz", "`storehook docs` lists")],
)
def test_an_unknown_topic_is_answered_with_the_nearest(topic: str, hint: str) -> None:
    done = docs(topic)

    assert done.exit_code == 1
    assert f"No page and no heading is called '{topic}'. {hint}" in done.stderr


def test_in_a_terminal_the_page_is_formatted_and_shown_by_the_pager(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr("pydoc.pager", shown.append)

    assert docs("deploying", FORCE_COLOR="1").exit_code == 0
    assert "\x1b[" in shown[0]
    assert "```" not in shown[0]


def test_in_a_clone_the_pages_are_those_of_docs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "HERE", ROOT / "cli/storehook_cli/documents")

    names = [page.name for page in pages.pages()]

    assert {"architecture", "cli", "deploying", "glossary", "reliability"} < {*names}
    assert len(names) == len({*names}), "a topic opens one page"
