"""Output for people and for programs."""

import io
from threading import Event

import pytest
from rich.console import Console

from storehook_cli.views.printing import ago, bar, instant, printable, waiting
from storehook_cli.views.progress import ProgressPrinter

NOW = 1_700_000_000.0


@pytest.mark.parametrize(
    ("passed", "text"),
    [(0, "just now"), (59, "just now"), (60, "1 min ago"), (7_199, "1 h ago"), (200_000, "2 d ago"), (-5, "just now")],
)
def test_a_time_is_told_in_one_unit(passed: float, text: str) -> None:
    assert ago(NOW - passed, NOW) == text


def test_no_time_is_never() -> None:
    assert (ago(0.0, NOW), instant(0.0)) == ("never", "")


def test_a_text_keeps_its_letters_and_line_ends_only() -> None:
    assert printable("Zoë ☕\n\x1b[31m\x9b\u202e") == "Zoë ☕\n�[31m��"


def test_progress_is_silent_where_nobody_watches(capfd: pytest.CaptureFixture[str]) -> None:
    with waiting("Waiting"):
        assert list(bar([1, 2, 3], "Counting")) == [1, 2, 3]

    assert capfd.readouterr() == ("", "")


class Pipe(io.StringIO):
    """Output of a command that goes to a file or a program."""

    def __init__(self) -> None:
        super().__init__()
        self.is_written = Event()

    def write(self, text: str) -> int:
        written = super().write(text)
        self.is_written.set()
        return written


def test_a_step_that_takes_long_says_in_a_pipe_that_it_goes_on() -> None:
    pipe = Pipe()

    with ProgressPrinter(Console(file=pipe)).busy("Built [the] bundle", patience=0):
        assert pipe.is_written.wait(30)

    assert pipe.getvalue() == "Built [the] bundle …\n"
