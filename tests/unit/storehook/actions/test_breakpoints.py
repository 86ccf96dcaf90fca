"""`breakpoint()` in an action, in a function."""

import sys

import pytest

from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.errors import NoDebugger


def bill(params: Params, ctx: Context) -> None:
    breakpoint()


def test_a_breakpoint_fails_the_run_instead_of_waiting_for_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONBREAKPOINT", "storehook.actions.breakpoints.refuse")
    monkeypatch.setattr(sys, "breakpointhook", sys.__breakpointhook__)  # pytest sets its own

    with pytest.raises(NoDebugger, match="storehook run --debug"):
        bill(None, None)  # type: ignore[arg-type]
