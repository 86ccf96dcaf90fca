"""Findings of the checks."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warning", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Result of a check, one line of the output.

    Args:
        level: "problem" if deliveries are lost or late; "warning" if they may be, or if the check failed.
        advice: remedy; empty if nothing is to be done.
        commands: commands of the remedy, in order.
    """

    level: Level
    check: str
    text: str
    advice: str = ""
    commands: tuple[str, ...] = ()


def ok(check: str, text: str) -> Finding:
    """Return a finding without a problem."""
    return Finding("ok", check, text)


def warning(check: str, text: str, advice: str) -> Finding:
    """Return a finding of a possible problem."""
    return Finding("warning", check, text, advice)


def problem(check: str, text: str, advice: str) -> Finding:
    """Return a finding of a problem."""
    return Finding("problem", check, text, advice)
