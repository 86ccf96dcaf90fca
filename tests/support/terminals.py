"""A terminal, as its user sees it."""

import os
import pty
import select
import subprocess
import sys

from rich.console import Console
from tests.support.repository import ROOT

from storehook_cli.views.progress import ProgressPrinter


def quiet_progress() -> ProgressPrinter:
    """Return a printer that prints nothing."""
    return ProgressPrinter(Console(quiet=True))


def _read_until(terminal: int, text: str) -> str:
    """Return the output of a terminal up to a text. Fail if it doesn't appear within 30 seconds."""
    shown = ""
    while text not in shown:
        assert select.select([terminal], [], [], 30)[0], f"{text!r} did not appear; the terminal shows {shown!r}"
        shown += os.read(terminal, 1000).decode()
    return shown


def typed_into(program: str, *dialog: tuple[str, bytes]) -> tuple[bytes, str]:
    """Run a program of the command in a terminal, and answer its prompts.

    Args:
        program: its source.
        dialog: its prompts, each with the text to type.

    Returns:
        Its standard output, and what the terminal showed.
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
