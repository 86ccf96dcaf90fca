"""The repository's files, read as data."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "layers" / "core" / "storehook"
SOURCES = ("layers/core", "functions", "cli", "sandbox", "tests")
SAMPLES = ROOT / "tests" / "support" / "samples"
"""What stands in our tests for what is the user's to change: actions, models and their tests."""

_USERS = (ROOT / "functions/worker/actions", ROOT / "functions/worker/models", ROOT / "tests/actions")


def modules(*folders: str) -> list[Path]:
    """Every Python file of ours below these folders of the repository."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    ours = (path for path in found if not any(path.is_relative_to(users) for users in _USERS))
    return sorted(path for path in ours if "__pycache__" not in path.parts)


def name_of(path: Path) -> str:
    """A file as the repository names it."""
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> set[str]:
    """What a module imports, anywhere in it: `storehook.errors`, `tests.support.clocks.Clock`, `.neighbour`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            found |= {f"{module}.{alias.name}" for alias in node.names}
    return found
