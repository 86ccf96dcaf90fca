"""Secrets come from a hidden prompt where there is a terminal, and from standard input where there is none."""

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

from tests.support.terminals import read_until

from storehook_cli.stack.store_secrets import LIMIT, StoreSecrets, store_secrets

CLI = Path(__file__).parents[3] / "cli"
PROGRAM = """
import sys
from storehook_cli.stack.store_secrets import store_secrets
found = store_secrets(sys.stdin)
print(found.access_token, found.client_secret)
"""


def test_on_a_terminal_both_are_asked_for_and_neither_is_shown() -> None:
    terminal, end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env=os.environ | {"PYTHONPATH": str(CLI)},
        stdin=end,
        stdout=subprocess.PIPE,
        stderr=end,
        start_new_session=True,
    )
    os.close(end)
    try:
        shown = read_until(terminal, "Access token: ")
        os.write(terminal, b"canary-token\n")
        shown += read_until(terminal, "Client secret: ")
        os.write(terminal, b"canary-secret\n")
        printed, _ = process.communicate(timeout=30)
    finally:
        process.kill()
        os.close(terminal)

    assert (printed, "canary" in shown) == (b"canary-token canary-secret\n", False)


def test_their_repr_shows_neither() -> None:
    assert "canary" not in repr(StoreSecrets("canary-token", "canary-secret"))


def test_lines_may_end_as_on_windows_and_carry_blanks() -> None:
    assert store_secrets(io.StringIO(" token \r\n secret\r\n\r\n")) == StoreSecrets("token", "secret")


def test_no_more_than_what_secrets_need_is_read() -> None:
    endless = io.StringIO("token\nsecret\n" + "\n" * 10 * LIMIT)

    assert store_secrets(endless) == StoreSecrets("token", "secret")
    assert endless.tell() == LIMIT
