"""The local AWS survives a burst that AWS would take."""

import io
import zipfile
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from storehook_cli.local.local_aws import PROCESSES
from storehook_cli.local.local_stack import LocalStack

CODE = "import os, time\ndef handle(event, context):\n    time.sleep(0.2)\n    return os.getpid()\n"

BURST = 4 * PROCESSES


def packed(code: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("index.py", code)
    return buffer.getvalue()


@pytest.fixture
def function(stack: LocalStack) -> Generator[Any]:
    """A call that invokes a function that takes 0.2 seconds, and returns its answer."""
    client: Any = stack.emulator.client("lambda")
    role = client.get_function_configuration(FunctionName=stack.outputs()["Timer"])["Role"]
    client.create_function(
        FunctionName="naps", Runtime="python3.13", Handler="index.handle", Role=role, Code={"ZipFile": packed(CODE)}
    )
    yield lambda _: int(client.invoke(FunctionName="naps")["Payload"].read())
    client.delete_function(FunctionName="naps")


def test_a_burst_of_invocations_is_answered_by_a_limited_number_of_processes(function: Any) -> None:
    with ThreadPoolExecutor(BURST) as callers:
        processes = list(callers.map(function, range(BURST)))

    assert len(processes) == BURST
    assert 1 < len(set(processes)) <= PROCESSES
