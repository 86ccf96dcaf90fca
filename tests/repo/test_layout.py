"""The places and names of files, classes and functions."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.support.repository import LIBRARY, ROOT, SHIPPED, SOURCES, imports, modules, name_of
from tests.support.rules import expect_none
from tests.support.template_handlers import HANDLERS

EVENTS = sorted((ROOT / "events").glob("*.json"))
LONGEST_HANDLER = 60
"""Lines."""

SAY_NOTHING = {"util", "utils", "utilities", "common", "helper", "helpers", "manager", "managers", "misc", "shared"}
"""Words that tell nothing about what a file or a function is for."""


def words(name: str) -> set[str]:
    """Return the words of a name, in snake_case or CamelCase."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}


def definitions(path: Path) -> Iterator[str]:
    """Yield the names of a module's classes and functions."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name


def test_no_handler_is_longer_than_60_lines() -> None:
    lines = {path: len(path.read_text().splitlines()) for path in HANDLERS}

    expect_none(f"{name_of(path)} has {count}" for path, count in lines.items() if count > LONGEST_HANDLER)


def test_no_file_has_a_name_that_says_nothing() -> None:
    parts = {path: path.relative_to(ROOT).with_suffix("").parts for path in modules(*SOURCES)}

    expect_none(name_of(path) for path, names in parts.items() if set().union(*map(words, names)) & SAY_NOTHING)


def test_no_class_or_function_has_a_name_that_says_nothing() -> None:
    expect_none(
        f"{name_of(path)}: {name}"
        for path in modules(*SHIPPED)
        for name in definitions(path)
        if words(name) & SAY_NOTHING
    )


def test_every_module_says_what_it_is_for() -> None:
    texts = {path: path.read_text() for path in modules(*SHIPPED)}

    expect_none(name_of(path) for path, text in texts.items() if text and not ast.get_docstring(ast.parse(text)))


def test_no_test_imports_from_a_conftest_or_from_another_test() -> None:
    """Shared code of tests is in tests/support. Fixtures come by their names."""
    expect_none(
        f"{name_of(path)}: {name}"
        for path in modules("tests")
        for name in imports(path)
        if re.search(r"(^|\.)(conftest|test_\w+)(\.|$)", name)
    )


def test_the_librarys_tests_lie_in_folders_named_for_its_packages() -> None:
    folders = {path.parent.relative_to(ROOT / "tests/unit/storehook") for path in modules("tests/unit/storehook")}
    packages = {path.parent.relative_to(LIBRARY) for path in modules("layers/core/storehook")}

    expect_none(folder.as_posix() for folder in folders - packages)


def test_every_event_is_used_by_a_test() -> None:
    tests = "".join(path.read_text() for path in modules("tests") if path.name.startswith("test_"))

    expect_none(path.name for path in EVENTS if f'"{path.stem}"' not in tests)


def test_every_event_is_named_for_a_handler_and_a_case() -> None:
    handlers = "|".join(path.stem for path in HANDLERS)

    expect_none(path.name for path in EVENTS if not re.fullmatch(rf"({handlers})\.[a-z]+(-[a-z]+)*", path.stem))
