"""`storehook console`: what is served, with whose credentials, and where."""

from typing import Any

import pytest
from tests.support.storehook_command import MemoryStack, Storehook

from storehook_cli.commands import console


def test_the_stacks_console_is_served_with_credentials_that_are_looked_up_each_time(
    storehook: Storehook, memory_stack: MemoryStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[Any] = []
    monkeypatch.setattr(console, "serve", lambda *given, **more: served.append((given, more)))
    monkeypatch.setattr(memory_stack, "console", lambda: "the target", raising=False)
    monkeypatch.setattr(memory_stack, "credentials", lambda: "the credentials", raising=False)

    done = storehook("console", "--port", "4590", "--no-open")

    (((target, credentials), more),) = served
    assert (done.exit_code, target, credentials()) == (0, "the target", "the credentials")
    assert (more["port"], more["open_browser"]) == (4590, False)
