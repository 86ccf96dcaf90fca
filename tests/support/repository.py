"""The repository's files, read as data."""

import ast
from pathlib import Path

from storehook_cli.authoring import template

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "layers" / "core" / "storehook"
SHIPPED = ("layers/core", "functions", "cli", "sandbox/bigcommerce_sandbox", "docs/site")
SOURCES = ("layers/core", "functions", "cli", "docs", "sandbox", "tests")
SAMPLES = ROOT / "tests" / "support" / "samples"
"""What stands in our tests for what is the user's to change: actions, models and their tests."""

_USERS = (ROOT / "functions/worker/actions", ROOT / "functions/worker/models", ROOT / "tests/actions")


def modules(*folders: str) -> list[Path]:
    """Every Python file of ours below these folders of the repository."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    ours = (path for path in found if not any(path.is_relative_to(users) for users in _USERS))
    return sorted(path for path in ours if "__pycache__" not in path.parts)


def _handlers() -> list[Path]:
    functions = template.functions(template.read(ROOT)["Resources"]).values()
    return sorted({ROOT / function["CodeUri"] / f"{function['Handler'].split('.')[0]}.py" for function in functions})


HANDLERS = _handlers()
"""The module of each of the template's functions; two functions may share one."""


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
