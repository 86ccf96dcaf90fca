"""The output of `sam build` is complete, and starts without compiling anything."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.support.bundle import WORKER
from tests.support.repository import ROOT, SAMPLES

from storehook_cli.local.emulator import environment
from storehook_cli.local.local_stack import LocalStack
from storehook_cli.stack import bundle

FUNCTIONS = {
    "Ingest": "ingest",
    "Connect": "connect",
    "DefaultConsumer": "consumer",
    "LongConsumer": "consumer",
    "Reconciler": "reconciler",
}

RUNTIME = "decimal, enum, importlib, json, logging, math, os, socket, sys, time, traceback"
"""Modules that Lambda's client loads before a function. Source: aws-lambda-python-runtime-interface-client, imports."""

READY = """
import {runtime}
known = set(sys.modules)
sys.path[:0] = {paths!r}
os.environ.update({environment!r})
import {module}
{module}.wiring()
loaded = {{id(sys.modules[name]): name for name in sorted(set(sys.modules) - known, reverse=True)}}
print(json.dumps(sorted(loaded.values())))
"""

NOWHERE = {"aws_xray_sdk", "boto3", "cryptography", "httpx", "multiprocessing", "s3transfer"}

SDK_CLIENT = {"botocore.client", "botocore.session"}

UNCHECKED_HASH = 0b01
"""PEP 552's flags of bytecode that is valid whatever its source's date."""


@pytest.fixture(scope="module")
def lambda_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that has what a Lambda runtime has, and nothing else."""
    folder = tmp_path_factory.mktemp("runtime")
    uv, group = Path(sys.executable).parent / "uv", ["--only-group", "runtime", "--no-emit-workspace"]
    subprocess.run(
        [uv, "export", "--quiet", "--frozen", *group, "--output-file", folder / "runtime.txt"], cwd=ROOT, check=True
    )
    return environment(folder / "runtime.txt", folder)


@pytest.fixture(scope="module")
def bytecode(stack: LocalStack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The layer of bytecode, which the local AWS does not have."""
    folder = tmp_path_factory.mktemp("bytecode")
    architecture = ["--parameter-overrides", f"Architecture={bundle.architecture()}"]
    bundle.sam(["build", "BytecodeLayer", "--build-dir", str(folder), *architecture], project=stack.project)
    return folder / "BytecodeLayer"


def built(stack: LocalStack, name: str) -> Path:
    """The folder of a built function or layer."""
    return stack.state / "build" / name


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_built_function_imports_with_only_the_layer_and_what_lambda_brings(
    stack: LocalStack, lambda_python: Path, name: str
) -> None:
    paths = [str(built(stack, name)), str(built(stack, "CoreLayer") / "python")]
    code = f"import sys; sys.path[:0] = {paths}; import {FUNCTIONS[name]}"

    done = subprocess.run([lambda_python, "-I", "-c", code], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def ready(stack: LocalStack, python: Path, name: str) -> set[str]:
    """The modules that a built function has loaded once it is ready for its first event, each by one of its names:
    `requests` has fifty of other packages under names of its own, too.
    """
    functions: Any = stack.emulator.client("lambda")
    found = functions.get_function_configuration(FunctionName=stack.outputs()[name])["Environment"]["Variables"]
    # The samples' actions: those of the end-to-end tests load what they like.
    folders = [SAMPLES / WORKER, ROOT / WORKER, built(stack, name), built(stack, "CoreLayer") / "python"]
    paths = [str(folder) for folder in folders]
    given = {"runtime": RUNTIME, "paths": paths, "environment": found | stack.emulator.credentials}
    code = READY.format(module=FUNCTIONS[name], **given)
    done = subprocess.run([python, "-I", "-c", code], capture_output=True, text=True, check=True)
    return {*json.loads(done.stdout)}


def test_ingest_is_ready_with_250_modules_and_no_client_of_the_sdk(stack: LocalStack, lambda_python: Path) -> None:
    loaded = ready(stack, lambda_python, "Ingest")

    assert loaded & (NOWHERE | SDK_CLIENT | {"requests", "pydantic", "jwt"}) == set()
    assert len(loaded) <= 250


def test_a_consumer_is_ready_with_450_modules_and_neither_a_client_of_the_sdk_nor_the_reconciler(
    stack: LocalStack, lambda_python: Path
) -> None:
    loaded = ready(stack, lambda_python, "DefaultConsumer")

    assert loaded & (NOWHERE | SDK_CLIENT | {"jwt", "storehook.reconciler", "storehook.catch_up.work"}) == set()
    assert len(loaded) <= 450


def test_that_python_has_none_of_the_layers_packages(lambda_python: Path) -> None:
    done = subprocess.run([lambda_python, "-I", "-c", "import pydantic"], capture_output=True, check=False)

    assert b"No module named 'pydantic'" in done.stderr


def test_every_module_of_the_layer_has_bytecode_of_this_very_source_that_lambda_can_use(
    stack: LocalStack, bytecode: Path
) -> None:
    sources = built(stack, "CoreLayer")
    files = [path.relative_to(sources) for path in sources.rglob("*.py")]
    modules = [path for path in files if "." not in str(path.parent)]  # not what pip keeps of scripts

    headers = {path: (bytecode / importlib.util.cache_from_source(str(path))).read_bytes()[4:16] for path in modules}

    assert len(headers) > 500
    for path, header in headers.items():
        wanted = importlib.util.source_hash((sources / path).read_bytes())
        assert header == UNCHECKED_HASH.to_bytes(4, "little") + wanted, path


def test_the_layer_of_bytecode_has_nothing_else(bytecode: Path) -> None:
    assert {path.suffix for path in bytecode.rglob("*") if path.is_file()} == {".pyc"}
