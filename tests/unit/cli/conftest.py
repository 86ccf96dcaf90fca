"""The `storehook` command over a stack in memory."""

from typing import Any

import pytest
from tests.support.storehook_command import MemoryStack, Storehook
from typer.testing import CliRunner, Result

from storehook_cli.main import cli


@pytest.fixture
def memory_stack() -> MemoryStack:
    return MemoryStack()


@pytest.fixture
def storehook(memory_stack: MemoryStack) -> Storehook:
    """Runs the command with these words."""

    def run(*words: str, **more: Any) -> Result:
        return CliRunner().invoke(cli, words, prog_name="storehook", obj=memory_stack.open, **more)

    return run
