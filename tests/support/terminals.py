"""A terminal, as somebody who sits before it sees it."""

import os
import pty
import select
import subprocess
import sys

from tests.support.repository import ROOT


def _read_until(terminal: int, text: str) -> str:
    """What appears on a terminal up to a text; fails if it does not appear within half a minute."""
    shown = ""
    while text not in shown:
        assert select.select([terminal], [], [], 30)[0], f"{text!r} was not asked; the terminal shows {shown!r}"
        shown += os.read(terminal, 1000).decode()
    return shown


def typed_into(program: str, *dialog: tuple[str, bytes]) -> tuple[bytes, str]:
    """Run a program of the command's on a terminal of its own, and answer what it asks.

    Args:
        program: its text.
        dialog: what it asks, each with what is typed then.

    Returns:
        What it has printed to standard output, and what the terminal has shown.
    """
    terminal, end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": str(ROOT / "cli")},
        stdin=end,
        stdout=subprocess.PIPE,
        stderr=end,
        start_new_session=True,
    )
    os.close(end)
    shown = ""
    try:
        for question, answer in dialog:
            shown += _read_until(terminal, question)
            os.write(terminal, answer)
        printed, _ = process.communicate(timeout=30)
    finally:
        process.kill()
        os.close(terminal)
    return printed, shown
