"""`storehook console`: what is served, with whose credentials, and where."""

from typing import Any

import pytest
from tests.unit.cli.conftest import MemoryStack, Storehook

from storehook_cli.commands import console
from storehook_cli.console_proxy import Target
from storehook_cli.console_proxy.server import serve
from storehook_cli.errors import CommandError
from storehook_cli.progress import QuietProgress


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


def test_a_port_that_the_system_refuses_is_an_error_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("socket.socket.bind", refuse)

    with pytest.raises(CommandError, match=r"Port 80 cannot be used: Permission denied\. Choose another one"):
        serve(Target("http://127.0.0.1:9", "us-east-1"), lambda: None, port=80, progress=QuietProgress())
