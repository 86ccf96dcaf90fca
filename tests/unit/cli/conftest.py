"""The `storehook` command over a stack in memory."""

import sys
from collections.abc import Generator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.support.bundle import copy_of_project_sources
from tests.support.storehook_command import MemoryStack, Storehook
from typer import testing
from typer.main import get_command
from typer.testing import CliRunner, Result

from storehook.records import declaration
from storehook_cli.authoring import new_project
from storehook_cli.main import cli


@pytest.fixture(autouse=True, scope="session")
def commands_built_once() -> Generator[None]:
    """Build the commands once. Typer's test runner builds them for each call, which takes longer than most calls."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(testing, "_get_command", cache(get_command))
        yield


@pytest.fixture
def imported_anew() -> Generator[None]:
    """Actions and models are imported from the project that a test is in, and are gone after it."""

    def forget() -> dict[str, Any]:
        return {
            name: sys.modules.pop(name)
            for name in [*sys.modules]
            if name.split(".")[0] in ("actions", "models", "settings")
        }

    before = forget()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(declaration, "_models", {})
        yield
    forget()
    sys.modules.update(before)


@pytest.fixture(scope="session")
def project_sources(tmp_path_factory: pytest.TempPathFactory) -> Generator[Path]:
    """Source files of `storehook new`, without a user's own files in functions/worker."""
    folder = copy_of_project_sources(tmp_path_factory.mktemp("sources"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(new_project, "sources", lambda: folder)
        yield folder


@pytest.fixture
def memory_stack() -> MemoryStack:
    return MemoryStack()


@pytest.fixture
def storehook(memory_stack: MemoryStack) -> Storehook:
    """Runs the command with these words."""

    def run(*words: str, **more: Any) -> Result:
        return CliRunner().invoke(cli, words, prog_name="storehook", obj=memory_stack.open, **more)

    return run
