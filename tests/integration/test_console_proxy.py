"""The proxy as a process: it says where it is, serves on this machine only, and ends with Ctrl-C."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Generator

import httpx
import pytest

from storehook_cli.console_proxy import Target, serve
from storehook_cli.errors import CommandError
from storehook_cli.views.progress import QuietProgress

PROGRAM = """
import signal
from botocore.credentials import Credentials
from storehook_cli.console_proxy import Target, serve
from storehook_cli.views.progress import Progress

signal.signal(signal.SIGINT, signal.default_int_handler)  # a background process has it ignored
nobody = Target("http://127.0.0.1:9", "us-east-1", "http://127.0.0.1:9")
serve(nobody, lambda: Credentials("AKIDEXAMPLE", "the secret key"), open_browser=False, progress=Progress())
"""


@pytest.fixture
def running() -> Generator[subprocess.Popen[str]]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUNBUFFERED": "1"}
    program, pipe = [sys.executable, "-c", PROGRAM], subprocess.PIPE
    with subprocess.Popen(program, env=environment, stdout=pipe, stderr=pipe, text=True) as proxy:
        yield proxy
        proxy.kill()


def address(proxy: subprocess.Popen[str]) -> str:
    """The address that it prints first."""
    assert proxy.stdout
    found = re.search(r"http://127\.0\.0\.1:\d+/open\?token=\S+", proxy.stdout.readline())
    assert found
    return found.group()


def test_the_address_that_it_prints_opens_the_page(running: subprocess.Popen[str]) -> None:
    with httpx.Client(trust_env=False, follow_redirects=True) as browser:
        answer = browser.get(address(running))

    # There is no API behind it: the proxy has let us in, and says so.
    assert (answer.status_code, "cannot be reached" in answer.text) == (502, True)


def test_it_is_for_this_machine_only(running: subprocess.Popen[str]) -> None:
    port = httpx.URL(address(running)).port
    with socket.socket() as probe, pytest.raises(ConnectionRefusedError):
        probe.connect(("127.0.0.2", port))


def test_ctrl_c_ends_it_in_peace(running: subprocess.Popen[str]) -> None:
    with httpx.Client(trust_env=False) as browser:
        browser.get(address(running))

    running.send_signal(signal.SIGINT)
    said, complained = running.communicate(timeout=10)

    assert (running.returncode, complained) == (0, "")
    assert said.strip().splitlines()[-1] == "The console has ended."


def test_a_port_that_is_taken_is_an_error_that_says_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(CommandError, match="Choose another one"):
        serve(
            Target("http://127.0.0.1:9", "us-east-1"),
            lambda: None,
            port=taken.getsockname()[1],
            open_browser=False,
            progress=QuietProgress(),
        )


def test_a_port_that_the_system_refuses_is_an_error_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("socket.socket.bind", refuse)

    with pytest.raises(CommandError, match=r"Port 80 cannot be used: Permission denied\. Choose another one"):
        serve(Target("http://127.0.0.1:9", "us-east-1"), lambda: None, port=80, progress=QuietProgress())
