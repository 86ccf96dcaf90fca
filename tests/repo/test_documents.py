"""What the documents say is so: their links lead somewhere, their code is tested code, their commands are known."""

import ast
import inspect
import re
import shlex
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from string import Template
from textwrap import dedent
from typing import Any, get_args

import pytest
import typer
from tests.support.repository import LIBRARY, ROOT, SAMPLES

import storehook
from storehook import Retries, action
from storehook.runs.run import State
from storehook_cli.main import cli

MAX_README = 750
"""Words, without code."""

_NOT_OURS = {"node_modules", "__pycache__"}
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PYTHON = re.compile(r"(?:^<!-- from (\S+) -->\n)?^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE_SPAN = re.compile(r"`([^`\n]+)`")
_COMMAND = re.compile(r"(?:^\$ |\$\(|\| |&& )(?:\.venv/bin/)?storehook ([^|)\n]*)", re.MULTILINE)
_PATH = re.compile(r"(?:(?:layers|functions|cli|sandbox|tests|docs|events)/[\w./-]+|[\w/]+\.py)")
_USERS = re.compile(
    r"functions/worker/(?:actions|models|requirements\.txt|permissions\.json|settings\.(?:py|toml))\b|tests/actions\b"
)


def documents() -> Iterator[Path]:
    """Every Markdown file of the repository, and llms.txt."""
    for folder, folders, names in ROOT.walk():
        folders[:] = [each for each in folders if each == ".github" or (each[0] != "." and each not in _NOT_OURS)]
        yield from (folder / name for name in names if name.endswith((".md", "llms.txt")))


def text_of(path: Path) -> str:
    """A document as its readers see it."""
    written = "project_files" in path.parts
    return Template(path.read_text()).substitute(name="my-app") if written else path.read_text()


TEXTS = {path.relative_to(ROOT).as_posix(): text_of(path) for path in sorted(documents())}


def prose(text: str) -> str:
    """A document without its blocks of code."""
    return _FENCE.sub("", text)


def blocks(language: str) -> list[tuple[str, str]]:
    """Every block of code of a language, each with its document's name."""
    return [(name, found[2]) for name, text in TEXTS.items() for found in _FENCE.finditer(text) if found[1] == language]


def quoted_file(path: str) -> Path:
    """The file that a quotation is held against."""
    frozen = SAMPLES / path
    return frozen if frozen.is_file() else ROOT / path


def rows(document: str, heading: str) -> list[list[str]]:
    """The cells of each row of the table below the row that begins with a heading."""
    lines = TEXTS[document].splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith(f"| {heading} |")) + 2
    end = next((number for number, line in enumerate(lines[begin:], begin) if not line.startswith("|")), len(lines))
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[begin:end]]


def first_column(document: str, heading: str) -> list[str]:
    """What a table is about, without the marks of code."""
    return [row[0].strip().strip("`") for row in rows(document, heading)]


# --- Links ---------------------------------------------------------------------------------------------------------


def pending_changes(text: str) -> set[str]:
    """The anchors that GitHub makes of a document's headings."""
    headings = re.findall(r"^#+ (.+)$", prose(text), re.MULTILINE)
    seen: Counter[str] = Counter()
    found: set[str] = set()
    for heading in headings:
        slug = re.sub(r"[^\w\- ]", "", _LINK.sub(lambda link: link[0][1 : link[0].index("]")], heading).lower())
        slug = slug.replace(" ", "-")
        found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return found


LINKS = [
    (name, target)
    for name, text in TEXTS.items()
    for target in _LINK.findall(_CODE_SPAN.sub("", prose(text)))
    if not target.startswith(("https://", "mailto:"))
]


def test_the_documents_link_to_one_another() -> None:
    assert len(LINKS) > 30


@pytest.mark.parametrize(("name", "target"), LINKS)
def test_a_link_leads_somewhere(name: str, target: str) -> None:
    path, _, pending_change = target.partition("#")
    found = ((ROOT / name).parent / path).resolve() if path else ROOT / name

    assert found.exists()
    assert not pending_change or pending_change in pending_changes(found.read_text())


def leads_to(name: str, seen: frozenset[str] = frozenset()) -> frozenset[str]:
    """The documents that one can come to from one, link by link."""
    targets = {target.partition("#")[0] for linking, target in LINKS if linking == name}
    found = {((ROOT / name).parent / target).resolve().relative_to(ROOT).as_posix() for target in targets if target}
    for each in found & TEXTS.keys() - seen:
        seen = leads_to(each, seen | {each})
    return seen


@pytest.mark.parametrize("name", [name for name in TEXTS if re.fullmatch(r"docs/.+\.md", name)])
def test_the_readme_or_the_home_page_leads_to_every_document(name: str) -> None:
    assert name == "docs/index.md" or name in leads_to("README.md") | leads_to("docs/index.md")


PATHS = {
    (name, found)
    for name, text in TEXTS.items()
    for found in _CODE_SPAN.findall(prose(text))
    if _PATH.fullmatch(found) and not _USERS.match(found)
}


@pytest.mark.parametrize(("name", "path"), sorted(PATHS))
def test_a_path_that_is_named_exists(name: str, path: str) -> None:
    assert (ROOT / path).exists() or (LIBRARY / path).exists()


# --- Code ----------------------------------------------------------------------------------------------------------

QUOTED = [(name, found[1], found[2]) for name, text in TEXTS.items() for found in _PYTHON.finditer(text)]


@pytest.mark.parametrize(("name", "source", "text"), QUOTED)
def test_code_is_quoted_from_a_file_as_it_stands_there(name: str, source: str | None, text: str) -> None:
    if source:
        assert text in excerpts(quoted_file(source).read_text(), text.count("\n"))
        return
    first, _, rest = text.partition("\n")
    assert re.fullmatch(r"# \S+\.py", first), f"{name} does not say where this is from"
    assert quoted_file(first.removeprefix("# ")).read_text() in (text, rest)


def excerpts(text: str, length: int) -> Iterator[str]:
    """Every stretch of so many lines, without the indentation that its lines have in common."""
    lines = text.splitlines(keepends=True)
    return (dedent("".join(lines[begin : begin + length])) for begin in range(len(lines) - length + 1))


def test_the_readme_shows_an_action() -> None:
    assert "# functions/worker/actions/" in TEXTS["README.md"]


def test_the_readme_is_short() -> None:
    assert len(prose(TEXTS["README.md"]).split()) <= MAX_README


# --- Commands ------------------------------------------------------------------------------------------------------


def resolved(words: list[str]) -> tuple[Any, str, list[str]]:
    """The command that some words name, its name, and the words that are left."""
    command: Any = typer.main.get_command(cli)
    name = "storehook"
    while words and (known := getattr(command, "commands", {}).get(words[0])) is not None:
        command, name, words = known, words[0], words[1:]
    return command, name, words


def command_line(text: str) -> list[str]:
    """The words of a command, up to where its output goes."""
    words = shlex.split(text.rstrip("\\"), comments=True)
    return words[: words.index(">")] if ">" in words else words


COMMANDS = [(name, found.strip()) for name, text in blocks("console") for found in _COMMAND.findall(text)]

SPANS = [
    (name, found.removeprefix("storehook "))
    for name, text in TEXTS.items()
    for found in _CODE_SPAN.findall(prose(text))
    if found.startswith("storehook ")
]


def test_the_documents_show_commands() -> None:
    assert len(COMMANDS) > 20
    assert len(SPANS) > 20


@pytest.mark.parametrize(("name", "line"), COMMANDS)
def test_a_command_is_one_that_storehook_takes(name: str, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    command, called, words = resolved(command_line(line))

    assert not hasattr(command, "commands"), f"{line} names no command"
    command.make_context(called, words).close()


@pytest.mark.parametrize(("name", "line"), SPANS)
def test_a_command_in_a_sentence_is_known_with_its_options(name: str, line: str) -> None:
    command, _, words = resolved(command_line(line))
    known = {"--help", *(option for each in command.params for option in each.opts)}

    assert {word for word in words if word.startswith("-")} <= known
    assert not hasattr(command, "commands") or words[:1] in ([], ["--help"], ["--version"], ["--install-completion"])


@pytest.mark.parametrize("output", sorted(set(re.findall(r"storehook output (\w+)", "".join(TEXTS.values())))))
def test_an_output_that_is_named_is_one_of_the_stack(output: str, template: dict[str, Any]) -> None:
    assert output in template["Outputs"]


@pytest.mark.parametrize(
    "target", sorted({*re.findall(r"(?:`|^\$ )make ([a-z]+)", "".join(TEXTS.values()), re.MULTILINE)})
)
def test_every_make_target_that_is_named_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def printable() -> Iterator[str]:
    """The texts of the command's code as patterns: what an f-string fills in may be anything."""
    for path in (ROOT / "cli" / "storehook_cli" / "local").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            parts = node.values if isinstance(node, ast.JoinedStr) else [node]
            texts = [str(part.value) if isinstance(part, ast.Constant) else "" for part in parts]
            if len("".join(texts)) > 10:
                yield "".join(re.escape(text) if text else ".+" for text in texts)


def test_the_readme_shows_what_the_command_prints() -> None:
    steps = re.findall(r"^✓(?: +[\d.]+ m?s)? +(.+)$", TEXTS["README.md"], re.MULTILINE)
    known = list(printable())

    assert len(steps) > 10
    assert [step for step in steps if not any(re.fullmatch(pattern, step) for pattern in known)] == []


# --- Tables --------------------------------------------------------------------------------------------------------


def test_every_parameter_is_explained_with_its_default(template: dict[str, Any]) -> None:
    documented = {row[0].strip("` "): row[1].strip("` ") for row in rows("docs/guides/deploying.md", "parameter")}

    assert documented == {name: str(found["Default"]) or "empty" for name, found in template["Parameters"].items()}


@pytest.mark.parametrize(
    "name", re.findall(r"`(test_\w+)` \|$", (ROOT / "docs/explanation/security.md").read_text(), re.MULTILINE)
)
def test_each_attack_of_the_threat_model_has_a_test_of_this_name(name: str) -> None:
    assert any(f"def {name}(" in file.read_text() for file in (ROOT / "tests").rglob("test_*.py"))


def test_every_option_of_an_action_is_explained() -> None:
    assert first_column("docs/guides/writing-actions.md", "option") == list(inspect.signature(action).parameters)


def test_every_part_of_retries_is_explained() -> None:
    assert first_column("docs/guides/writing-actions.md", "`Retries`") == [field.name for field in fields(Retries)]


def test_every_state_of_a_run_is_explained() -> None:
    assert first_column("docs/guides/writing-actions.md", "state") == list(get_args(State))


@pytest.mark.parametrize("name", storehook.__all__)
def test_everything_public_is_in_the_document_for_authors(name: str) -> None:
    assert re.search(rf"\b{name}\b", TEXTS["docs/guides/writing-actions.md"])


def test_the_errors_that_are_explained_are_public() -> None:
    named = {re.split(r"\W", error)[0] for error in first_column("docs/guides/writing-actions.md", "error")}

    assert named <= set(storehook.__all__)


def test_the_layers_are_those_of_the_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (layers,) = (found["layers"] for found in contracts if found.get("containers") == ["storehook"])
    held = [sorted(layer.replace(":", "|").split(" | ")) for layer in layers]
    documented: dict[str, list[str]] = {}
    for number, package, *_ in rows("docs/explanation/architecture.md", "layer"):
        documented.setdefault(number, []).append(package.strip("`"))

    assert [sorted(packages) for packages in documented.values()] == held


def test_the_glossary_is_in_order() -> None:
    terms = [term.lower() for term in first_column("docs/glossary.md", "term")]

    assert all(before < after for before, after in pairwise(terms))
