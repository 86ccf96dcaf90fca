"""Where things are and what they are called."""

import ast
import re
from pathlib import Path

import pytest
from tests.support.repository import LIBRARY, ROOT, SOURCES, imports, modules, name_of

EVERY_MODULE = modules(*SOURCES)
HANDLERS = [
    ROOT / "functions/ingest/ingest.py",
    ROOT / "functions/connect/connect.py",
    ROOT / "functions/console/console.py",
    ROOT / "functions/worker/consumer.py",
    ROOT / "functions/worker/reconciler.py",
]
EVENTS = sorted((ROOT / "events").glob("*.json"))
SAY_NOTHING = {"util", "utils", "utilities", "common", "helper", "helpers", "manager", "managers", "misc", "shared"}


def words(name: str) -> set[str]:
    """The words of a name, in snake_case or CamelCase."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}


def definitions(path: Path) -> set[str]:
    """The names of a module's classes and functions."""
    nodes = ast.walk(ast.parse(path.read_text()))
    return {node.name for node in nodes if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("path", HANDLERS, ids=name_of)
def test_no_handler_is_longer_than_60_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 60


@pytest.mark.parametrize("path", EVERY_MODULE, ids=name_of)
def test_no_file_has_a_name_that_says_nothing(path: Path) -> None:
    parts = path.relative_to(ROOT).with_suffix("").parts

    assert {word for part in parts for word in words(part)} & SAY_NOTHING == set()


@pytest.mark.parametrize("path", modules("layers/core", "functions", "cli", "sandbox/bigcommerce_sandbox"), ids=name_of)
def test_no_class_or_function_has_a_name_that_says_nothing(path: Path) -> None:
    assert {name for name in definitions(path) if words(name) & SAY_NOTHING} == set()


@pytest.mark.parametrize("path", modules("layers/core", "functions", "cli", "sandbox/bigcommerce_sandbox"), ids=name_of)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    text = path.read_text()

    assert not text or ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("path", modules("tests"), ids=name_of)
def test_no_test_imports_from_a_conftest_or_from_another_test(path: Path) -> None:
    """What tests share is in tests/support; fixtures come by their names."""
    assert {name for name in imports(path) if re.search(r"(^|\.)(conftest|test_\w+)(\.|$)", name)} == set()


def test_the_librarys_tests_lie_in_folders_named_for_its_packages() -> None:
    folders = {path.parent.relative_to(ROOT / "tests/unit/storehook") for path in modules("tests/unit/storehook")}
    packages = {path.parent.relative_to(LIBRARY) for path in modules("layers/core/storehook")}

    assert folders - packages == set()


@pytest.mark.parametrize("path", EVENTS, ids=name_of)
def test_every_event_is_used_by_a_test(path: Path) -> None:
    tests = (test.read_text() for test in modules("tests") if test.name.startswith("test_"))

    assert any(f'"{path.stem}"' in test for test in tests)


@pytest.mark.parametrize("path", EVENTS, ids=name_of)
def test_every_event_is_named_for_a_handler_and_a_case(path: Path) -> None:
    handler, case = path.stem.split(".")

    assert handler in {found.stem for found in HANDLERS}
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", case)
