"""The stack's functions, played in this process."""

import sys
from collections.abc import Iterator

import pytest
from tests.support.repository import SAMPLES

from storehook.observability import metrics

# The worker's handlers import the actions beside them. Here these are samples, not the user's own.
sys.path.insert(0, str(SAMPLES / "functions" / "worker"))

from tests.support.played_functions import Functions


@pytest.fixture
def functions(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Functions]:
    yield Functions(monkeypatch, lambda: capsys.readouterr().out)
    metrics.cache_clear()  # it was a function's of the stack
