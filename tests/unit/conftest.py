"""Unit tests are sealed: no network, and an environment that says nothing about AWS or a deployment."""

import importlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import settings
from pytest_socket import disable_socket, enable_socket
from tests.support.environment import SCRUBBED, SCRUBBED_PREFIXES
from tests.support.telemetry import Counts, Lines

from storehook.consumer.outcome import Result
from storehook.observability import METRICS, NAMESPACE, logger, refusals

settings.register_profile("sealed", deadline=None, print_blob=True)
settings.register_profile("quick", settings.get_profile("sealed"), max_examples=20)  # `make unit`, while one writes
settings.load_profile("sealed")


@pytest.fixture(autouse=True, scope="session")
def unseen_log() -> None:
    """The log goes where no test looks; else it would go to the output of the test that logs first, even after that."""
    handler: Any = logger().registered_handler
    handler.setStream(StringIO())


@pytest.fixture(autouse=True)
def sealed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Seal the test; one that is marked `enable_socket` may open sockets."""
    for name in list(os.environ):
        if name.startswith(SCRUBBED_PREFIXES) or name in SCRUBBED:
            monkeypatch.delenv(name)
    if not request.node.get_closest_marker("enable_socket"):
        disable_socket(allow_unix_socket=True)  # asyncio's own pipe is a unix socket
    yield
    enable_socket()


@pytest.fixture(autouse=True)
def first_refusal() -> None:
    """The process has refused nothing yet."""
    refusals.cache_clear()


@pytest.fixture
def log_lines() -> Iterator[Lines]:
    """Lines logged since the test began. They have no keys of another function's test."""
    logger().clear_state()
    written = StringIO()
    handler: Any = logger().registered_handler
    before = handler.setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    handler.setStream(before)


METRICS_DESCRIBED = {name for metrics in METRICS.values() for name in metrics} | {
    f"Messages{result.capitalize()}" for result in get_args(Result)
}


@pytest.fixture
def metric_counts(capsys: pytest.CaptureFixture[str]) -> Counts:
    """The metrics written since it was last asked, in CloudWatch's embedded format, and their sums."""

    def read() -> dict[str, float]:
        sums: dict[str, float] = {}
        for line in capsys.readouterr().out.splitlines():
            found = json.loads(line)
            (directive,) = found["_aws"]["CloudWatchMetrics"]
            assert directive["Namespace"] == NAMESPACE
            for metric in directive["Metrics"]:
                assert metric["Name"] in METRICS_DESCRIBED
                sums[metric["Name"]] = sums.get(metric["Name"], 0) + sum(found[metric["Name"]])
        return sums

    return read


SETTINGS = """
from pydantic import BaseModel

class Settings(BaseModel):
    sender: str
"""


@pytest.fixture
def declare_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Writes settings.py and settings.toml to where actions are imported from, and nothing in place of None."""
    monkeypatch.syspath_prepend(tmp_path)
    before = sys.modules.pop("settings", None)

    def write(values: str | bytes | None, model: str | None = SETTINGS) -> None:
        if model is not None:
            (tmp_path / "settings.py").write_text(model)
        if values is not None:
            (tmp_path / "settings.toml").write_bytes(values if isinstance(values, bytes) else values.encode())
        importlib.invalidate_caches()

    yield write
    sys.modules.pop("settings", None)
    if before is not None:
        sys.modules["settings"] = before
