"""The repository's files, as data."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "layers" / "core" / "storehook"
SHIPPED = ("layers/core", "functions", "cli", "sandbox/bigcommerce_facts", "sandbox/bigcommerce_sandbox", "docs/site")
SOURCES = ("layers/core", "functions", "cli", "docs", "sandbox", "tests")
SAMPLES = ROOT / "tests" / "support" / "samples"
"""Samples in place of the user's files: actions, models and their tests."""

_USERS = (ROOT / "functions/worker/actions", ROOT / "functions/worker/models", ROOT / "tests/actions")


def modules(*folders: str) -> list[Path]:
    """Return every Python file of ours in these folders of the repository."""
    paths = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    ours = (path for path in paths if not any(path.is_relative_to(users) for users in _USERS))
    return sorted(path for path in ours if "__pycache__" not in path.parts)


def name_of(path: Path) -> str:
    """Return a file's path in the repository."""
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> set[str]:
    """Return a module's imports, anywhere in it: `storehook.errors`, `tests.support.clocks.Clock`, `.neighbour`."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            names |= {f"{module}.{alias.name}" for alias in node.names}
    return names
