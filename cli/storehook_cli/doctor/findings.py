"""What a check has found."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warning", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's.

    Args:
        level: "problem" if webhooks are lost or late by it; "warning" if they may be, or if it cannot be told.
        check: what was looked at.
        text: what was found.
        advice: what to do; empty if there is nothing to do.
    """

    level: Level
    check: str
    text: str
    advice: str = ""


def ok(check: str, text: str) -> Finding:
    """Nothing is wrong."""
    return Finding("ok", check, text)


def warning(check: str, text: str, advice: str) -> Finding:
    """Something may be wrong."""
    return Finding("warning", check, text, advice)


def problem(check: str, text: str, advice: str) -> Finding:
    """Something is wrong."""
    return Finding("problem", check, text, advice)
