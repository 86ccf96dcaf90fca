"""The local AWS survives a burst that AWS would take."""

import io
import json
import zipfile
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from storehook_cli.local.local_aws import PROCESSES
from storehook_cli.local.local_stack import LocalStack

CODE = """\
import os, time
import shared

def handle(event, context):
    time.sleep(0.2)
    return os.getpid(), os.path.realpath(shared.__file__)
"""

BURST = 4 * PROCESSES


def packed(name: str, code: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, code)
    return buffer.getvalue()


@pytest.fixture
def broken(stack: LocalStack) -> Generator[Any]:
    """A call that invokes a function whose module cannot be imported."""
    client: Any = stack.emulator.client("lambda")
    role = client.get_function_configuration(FunctionName=stack.outputs()["Timer"])["Role"]
    code = {"ZipFile": packed("index.py", "from os import nothing")}
    client.create_function(FunctionName="broken", Runtime="python3.13", Handler="index.handle", Role=role, Code=code)
    yield lambda: client.invoke(FunctionName="broken")
    client.delete_function(FunctionName="broken")


@pytest.fixture
def function(stack: LocalStack) -> Generator[Any]:
    """A call that invokes a function with a layer, which takes 0.2 seconds, and returns its answer."""
    client: Any = stack.emulator.client("lambda")
    role = client.get_function_configuration(FunctionName=stack.outputs()["Timer"])["Role"]
    layer = client.publish_layer_version(
        LayerName="shared", Content={"ZipFile": packed("python/shared.py", "")}, CompatibleRuntimes=["python3.13"]
    )
    code = {"ZipFile": packed("index.py", CODE)}
    client.create_function(
        FunctionName="naps",
        Runtime="python3.13",
        Handler="index.handle",
        Role=role,
        Code=code,
        Layers=[layer["LayerVersionArn"]],
    )
    yield lambda _: json.loads(client.invoke(FunctionName="naps")["Payload"].read())
    client.delete_function(FunctionName="naps")
    client.delete_layer_version(LayerName="shared", VersionNumber=layer["Version"])


def test_a_burst_of_invocations_is_answered_by_a_limited_number_of_processes_that_share_a_layer(function: Any) -> None:
    with ThreadPoolExecutor(BURST) as callers:
        answers = list(callers.map(function, range(BURST)))

    assert len(answers) == BURST
    processes, layers = map(set, zip(*answers, strict=True))
    assert 1 < len(processes) <= PROCESSES
    assert len(layers) == 1


def test_a_function_that_does_not_start_is_in_the_log_that_make_run_shows_once_per_error(
    stack: LocalStack, broken: Any
) -> None:
    for _ in range(2):
        broken()

    entries = (json.loads(line) for line in stack.emulator.functions_log.read_text().splitlines())
    (text,) = [text for name, text in entries if name == "broken" and "does not start" in text]
    assert "cannot import name 'nothing'" in text


def test_a_deploy_never_stops_the_reading_of_queues(stack: LocalStack) -> None:
    assert "SQS poller error" not in (stack.state / "emulator.log").read_text()
