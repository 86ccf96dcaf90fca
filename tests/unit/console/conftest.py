"""The console's function, wired to what is in memory."""

import pytest
from tests.support.console_function import ConsoleStack

import console as console_function


@pytest.fixture
def operated(monkeypatch: pytest.MonkeyPatch) -> ConsoleStack:
    found = ConsoleStack()
    monkeypatch.setattr(console_function, "wiring", lambda: found.app)
    return found
