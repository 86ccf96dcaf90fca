"""Importing only declares, and ingest loads only what it needs. pyproject.toml says which package may import which."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.repository import ROOT, modules
from tests.support.template_handlers import HANDLERS

import storehook
from storehook.settings import IngestSettings

LIBRARY_MODULES = modules("layers/core/storehook")
SAMPLE_ACTIONS = "tests/support/samples/functions/worker"
FOLDERS = dict.fromkeys(str(handler.parent) for handler in HANDLERS)
CODE_PATHS = [str(ROOT / "layers/core"), str(ROOT / SAMPLE_ACTIONS), *FOLDERS]
WATCH = """
import importlib, json, os, sys
sys.path[:0] = {paths!r}
ours = tuple({paths!r})
found = []


class Environment(dict):
    def __getitem__(self, name):
        note(name)
        return super().__getitem__(name)

    def get(self, name, default=None):
        note(name)
        return super().get(name, default)


def note(name):
    if name.startswith("PYDANTIC_"):  # pydantic looks for its plugins when a model is declared
        return
    frame = sys._getframe(2)
    while frame and not frame.f_code.co_filename.startswith("<frozen importlib"):
        if frame.f_code.co_filename.startswith(ours):
            found.append(frame.f_code.co_filename + " reads " + name)
        frame = frame.f_back


import botocore.client, botocore.session
os.environ = Environment(os.environ)
botocore.session.Session.__init__ = lambda *_, **__: found.append("a session is opened")
botocore.client.ClientCreator.__init__ = lambda *_, **__: found.append("a client is opened")
for name in {names!r}:
    importlib.import_module(name)
print(json.dumps(found))
"""


def isolated(code: str) -> list[str]:
    """Return the JSON that a program prints in an interpreter without this process's environment."""
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True, env={})
    return json.loads(done.stdout)


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT / "layers/core").with_suffix("").parts).removesuffix(".__init__")


INGEST_LOADS = """
aws aws.cache aws.delivery_queue aws.secrets aws.signed_clients aws.store_secrets errors
ingest ingest.gateway ingest.invocation ingest.receive observability queues queues.lanes queues.message queues.run_key
settings stores stores.store webhooks webhooks.event webhooks.proofs webhooks.refreshes webhooks.signature
webhooks.webhook_key wiring wiring.ingest
"""
"""Modules of the library that ingest needs, besides the package itself."""


def test_ingest_loads_nothing_that_it_does_not_need() -> None:
    code = f"import sys, json; sys.path[:0] = {CODE_PATHS!r}; import ingest; print(json.dumps(sorted(sys.modules)))"

    loaded = isolated(code)

    assert {name for name in loaded if name.startswith("storehook.")} == {
        f"storehook.{x}" for x in INGEST_LOADS.split()
    }
    assert {name.split(".")[0] for name in loaded} & {
        "pydantic",
        "requests",
        "jwt",
        "boto3",
        "actions",
        "models",
    } == set()
    assert "botocore" in loaded


def test_ingest_is_ready_for_deliveries_signed_by_the_app_without_a_client_of_the_sdk() -> None:
    names = dict.fromkeys(IngestSettings.__slots__, "x") | {"AWS_DEFAULT_REGION": "us-east-1"}
    numbers = {"SIGNATURE_MAX_AGE": "1", "SECRET_TTL": "1", "DELIVERY_PROOF": "signature"}
    environment = {name.upper(): value for name, value in names.items()} | numbers
    code = f"import os, sys, json; sys.path[:0] = {CODE_PATHS!r}; os.environ.update({environment!r}); import ingest"

    loaded = isolated(f"{code}; ingest.wiring(); print(json.dumps(sorted(sys.modules)))")

    assert {"boto3", "storehook.aws.stores", "botocore.client", "botocore.session"} & {*loaded} == set()
    assert "botocore.auth" in loaded


def test_importing_opens_no_client_and_reads_no_environment() -> None:
    names = [*map(module_name, LIBRARY_MODULES), *(handler.stem for handler in HANDLERS)]
    names += ["actions.sync_order", "actions.sync_product"]

    assert isolated(WATCH.format(paths=CODE_PATHS, names=names)) == []


def test_every_public_name_can_be_had() -> None:
    assert {name: getattr(storehook, name).__name__ for name in storehook.__all__} == {
        name: name for name in storehook.__all__
    }


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'storehook' has no attribute 'Workflow'"):
        _ = storehook.Workflow
