"""Fixtures of every suite: signed deliveries, a Lambda context, the files of `events/`, and the deployed stack."""

import gc
import json
import os
from collections.abc import Callable, Generator
from functools import cache
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest
from tests.support.bundle import add_tests_worker, copy_of_bundle, shorten_leases, shorten_settling
from tests.support.lambda_context import LambdaContext
from tests.support.repository import ROOT
from tests.support.scheduling import GroupScheduling, processes
from tests.support.signed_deliveries import Delivery, sign

if TYPE_CHECKING:
    from xdist.remote import Producer

    from storehook_cli.local.local_stack import LocalStack


def pytest_configure() -> None:
    """Give a `make` that a test runs none of the options of `make test`, and all sessions of boto3 one loader."""
    for name in ("ARGS", "MAKEFLAGS", "MAKELEVEL"):
        os.environ.pop(name, None)
    # Each session would read the models of AWS's services again, which takes longer than most calls.
    botocore.session.create_loader = cache(botocore.session.create_loader)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Leave what the collection makes out of garbage collections: thousands of tests, which stay until the end."""
    gc.disable()
    collected = yield
    gc.freeze()
    gc.enable()
    return collected


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Have `-n auto` start this many processes, and `-n logical` one for each core."""
    return processes() if config.option.numprocesses == "auto" else None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: "Producer") -> GroupScheduling:
    """Have pytest-xdist keep together what belongs together."""
    return GroupScheduling(config, log)


@pytest.fixture(scope="session")
def signed() -> Callable[..., Delivery]:
    return sign


@pytest.fixture
def lambda_context() -> LambdaContext:
    return LambdaContext()


@pytest.fixture(scope="session")
def load_event() -> Callable[[str], dict[str, Any]]:
    """Reads `events/<name>.json`."""

    def load(name: str) -> dict[str, Any]:
        return json.loads((ROOT / "events" / f"{name}.json").read_text())

    return load


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> "Generator[LocalStack]":
    """The bundle of this checkout, with the tests' own actions, built and deployed by `sam` with IAM enforced.

    Started by the first test that asks for it, which imports it: that takes as long as all that unit tests need.
    """
    from tests.support.local_aws import permissions_checked
    from tests.support.quiet_stacks import quiet_stack

    project = copy_of_bundle(tmp_path_factory.mktemp("project"))
    add_tests_worker(project)
    shorten_leases(project)
    shorten_settling(project)
    with permissions_checked(), quiet_stack(project, retry_factor=0.01) as running:
        yield running
