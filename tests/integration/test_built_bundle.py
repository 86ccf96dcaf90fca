"""What `sam build` made is complete, and starts without compiling anything."""

import importlib.util
import subprocess
from pathlib import Path

import pytest

from storehook_cli.local_stack import LocalStack

FUNCTIONS = {"Ingest": "ingest", "DefaultConsumer": "consumer", "LongConsumer": "consumer"}

UNCHECKED_HASH = 0b01
"""PEP 552's flags of bytecode that is valid whatever its source's date."""


def built(stack: LocalStack, name: str) -> Path:
    """The folder of a built function or layer."""
    return stack.state / "build" / name


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_built_function_imports_with_only_the_layer_and_what_lambda_brings(stack: LocalStack, name: str) -> None:
    paths = [str(built(stack, name)), str(built(stack, "CoreLayer") / "python")]
    code = f"import sys; sys.path[:0] = {paths}; import {FUNCTIONS[name]}"

    done = subprocess.run(
        [stack.emulator.runtime / "bin" / "python", "-I", "-c", code], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_the_functions_python_has_no_development_tools(stack: LocalStack) -> None:
    done = subprocess.run(
        [stack.emulator.runtime / "bin" / "python", "-I", "-c", "import pydantic"], capture_output=True, check=False
    )

    assert b"No module named 'pydantic'" in done.stderr


@pytest.mark.parametrize("name", [*FUNCTIONS, "CoreLayer"])
def test_every_built_module_has_bytecode_that_lambda_can_use(stack: LocalStack, name: str) -> None:
    sources = list(built(stack, name).rglob("*.py"))
    compiled = [Path(importlib.util.cache_from_source(str(source))) for source in sources]

    assert sources
    assert [path for path in compiled if not path.exists()] == []
    assert {int.from_bytes(path.read_bytes()[4:8], "little") for path in compiled} == {UNCHECKED_HASH}
