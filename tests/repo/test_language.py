"""Names and docstrings follow the project's rules for language."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.support import releases
from tests.support.repository import modules, name_of
from tests.support.rules import expect_none

PRODUCT = ("layers/core", "functions", "cli", "docs/site")
TESTS = ("tests", "sandbox/tests")
QUESTION_WORDS = ("what", "who", "whose", "whom", "whether", "how", "where", "which", "when", "why")


def docstrings(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and text of each docstring: of the module, classes, functions, and of what is assigned."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, node.value.value


def begins_with_a_question_word(docstring: str) -> bool:
    """Say whether the first word of a docstring is a question word, as in "What is due"."""
    first = docstring.split(maxsplit=1)[:1]
    return bool(first) and first[0].partition("'")[0].strip(",:.").lower() in QUESTION_WORDS


def public_classes(path: Path) -> Iterator[str]:
    """Yield the names of the public classes of a module."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node.name


def test_no_docstring_begins_with_a_question_word() -> None:
    paths = [path for path in modules(*PRODUCT, *TESTS) if not path.is_relative_to(releases.FOLDER)]
    texts = [(path, line, text) for path in paths for line, text in docstrings(path)]

    assert len(texts) > 3000
    expect_none(
        f"{name_of(path)}:{line}: {text.splitlines()[0]}"
        for path, line, text in texts
        if begins_with_a_question_word(text)
    )


def test_no_public_class_of_the_library_and_the_command_has_a_name_that_another_has() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in modules(*PRODUCT):
        for name in public_classes(path):
            places[name].append(name_of(path))

    assert len(places) > 100
    expect_none(f"{name}: {', '.join(files)}" for name, files in places.items() if len(files) > 1)
