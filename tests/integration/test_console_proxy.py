"""The proxy as a process: it says where it is, serves on this machine only, and ends with Ctrl-C."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sandbox.tests.support.webhook_receiver import wait_until
from tests.support.console_proxy import entered
from tests.support.terminals import quiet_progress

from storehook_cli.console_proxy.server import serve
from storehook_cli.console_proxy.target import Target
from storehook_cli.errors import CommandError

PROGRAM = """
import signal
import sys
from botocore.credentials import Credentials
from storehook_cli.console_proxy.server import serve
from storehook_cli.console_proxy.target import Target
from storehook_cli.views.progress import ProgressPrinter

signal.signal(signal.SIGINT, signal.default_int_handler)  # a background process has it ignored
nobody = Target("http://127.0.0.1:9", "us-east-1", "http://127.0.0.1:9")
keys, shown = Credentials("AKIDEXAMPLE", "the secret key"), "open" in sys.argv
serve(nobody, lambda: keys, open_browser=shown, progress=ProgressPrinter())
"""


BROWSER = """#!{python}
import json, sys
from pathlib import Path

file = Path(sys.argv[1].removeprefix("file://"))
seen = dict(
    arguments=sys.argv[1:],
    modes=[oct(each.stat().st_mode & 0o777) for each in (file, file.parent)],
    shown=file.read_text(),
)
kept = Path(__file__).parent / "seen.json"
kept.with_suffix(".tmp").write_text(json.dumps(seen))
kept.with_suffix(".tmp").rename(kept)
"""


@contextmanager
def started(*arguments: str, **variables: str) -> Generator[subprocess.Popen[str]]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUNBUFFERED": "1", **variables}
    program, pipe = [sys.executable, "-c", PROGRAM, *arguments], subprocess.PIPE
    with subprocess.Popen(program, env=environment, stdout=pipe, stderr=pipe, text=True) as proxy:
        try:
            yield proxy
        finally:
            proxy.kill()


@pytest.fixture
def running() -> Generator[subprocess.Popen[str]]:
    with started() as proxy:
        yield proxy


@pytest.fixture
def browser(tmp_path: Path) -> Path:
    """A browser that notes what it was started with, and the page that it was to show."""
    program = tmp_path / "browser"
    program.write_text(BROWSER.format(python=sys.executable))
    program.chmod(0o755)
    return program


def address(proxy: subprocess.Popen[str]) -> str:
    """The address that it prints first."""
    assert proxy.stdout
    found = re.search(r"http://127\.0\.0\.1:\d+/open#\S+", proxy.stdout.readline())
    assert found
    return found.group()


def test_the_address_that_it_prints_opens_the_page(running: subprocess.Popen[str]) -> None:
    with entered(address(running)) as browser:
        answer = browser.get("/")

    # There is no API behind it: the proxy has let us in, and says so.
    assert (answer.status_code, "cannot be reached" in answer.text) == (502, True)


def test_the_browser_is_started_with_a_private_file_that_goes_once_it_was_read(browser: Path) -> None:
    noted = browser.parent / "seen.json"
    with started("open", BROWSER=str(browser)) as proxy:
        opened = address(proxy)
        wait_until(noted.exists)
        seen = json.loads(noted.read_text())
        file = Path(seen["arguments"][0].removeprefix("file://"))

        assert (len(seen["arguments"]), file.suffix, seen["modes"]) == (1, ".html", ["0o600", "0o700"])
        assert f'content="0; url={opened}"' in seen["shown"]
        assert file.exists()
        with entered(opened):
            pass
        wait_until(lambda: not file.parent.exists())


def test_it_is_for_this_machine_only(running: subprocess.Popen[str]) -> None:
    port = httpx.URL(address(running)).port
    with socket.socket() as probe, pytest.raises(ConnectionRefusedError):
        probe.connect(("127.0.0.2", port))


def test_ctrl_c_ends_it_in_peace(running: subprocess.Popen[str]) -> None:
    with entered(address(running)):
        pass

    running.send_signal(signal.SIGINT)
    said, complained = running.communicate(timeout=10)

    assert (running.returncode, complained) == (0, "")
    assert said.strip().splitlines()[-1] == "The console has stopped."


def test_a_port_that_is_taken_is_an_error_that_says_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(CommandError, match="Choose another one"):
        serve(
            Target("http://127.0.0.1:9", "us-east-1"),
            lambda: None,
            port=taken.getsockname()[1],
            open_browser=False,
            progress=quiet_progress(),
        )


def test_a_port_that_the_system_refuses_is_an_error_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("socket.socket.bind", refuse)

    with pytest.raises(CommandError, match=r"Port 80 cannot be used: Permission denied\. Choose another one"):
        serve(Target("http://127.0.0.1:9", "us-east-1"), lambda: None, port=80, progress=quiet_progress())
