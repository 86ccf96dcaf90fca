"""Reading variables of a function's environment; the template sets them."""

from collections.abc import Mapping

from storehook.errors import SettingsError

DAY = 24 * 3600
"""Seconds."""


def text(environment: Mapping[str, str], name: str) -> str:
    """A variable that must say something.

    Raises:
        SettingsError: it is missing or empty.
    """
    if not (found := environment.get(name)):
        raise SettingsError(name)
    return found


def number(environment: Mapping[str, str], name: str) -> float:
    """A variable that is a number.

    Raises:
        SettingsError: it is none.
    """
    try:
        return float(text(environment, name))
    except ValueError as error:
        raise SettingsError(name) from error


def flag(environment: Mapping[str, str], name: str) -> bool:
    """A variable that is `true` or `false`.

    Raises:
        SettingsError: it is neither.
    """
    found = text(environment, name)
    if found not in ("true", "false"):
        raise SettingsError(name)
    return found == "true"


def lanes(environment: Mapping[str, str], suffix: str = "QUEUE_URL") -> dict[str, str]:
    """What the environment says of each lane, such as its queue.

    Raises:
        SettingsError: it says nothing of one.
    """
    return {lane: text(environment, f"{lane.upper()}_{suffix}") for lane in ("default", "long")}
