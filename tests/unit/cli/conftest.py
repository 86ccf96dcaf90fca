"""The `storehook` command over a stack in memory."""

import sys
from collections.abc import Generator
from typing import Any

import pytest
from tests.support.storehook_command import MemoryStack, Storehook
from typer.testing import CliRunner, Result

from storehook_cli.main import cli


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
    yield
    forget()
    sys.modules.update(before)


@pytest.fixture
def memory_stack() -> MemoryStack:
    return MemoryStack()


@pytest.fixture
def storehook(memory_stack: MemoryStack) -> Storehook:
    """Runs the command with these words."""

    def run(*words: str, **more: Any) -> Result:
        return CliRunner().invoke(cli, words, prog_name="storehook", obj=memory_stack.open, **more)

    return run
