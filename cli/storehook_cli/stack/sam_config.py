"""What samconfig.toml says of the stack that `sam deploy` makes."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storehook_cli.errors import CommandError

FILE = "samconfig.toml"

DEFAULT = "default"
"""The environment that `sam` takes where none is named."""


@dataclass(frozen=True, slots=True)
class SamConfig:
    """What one environment of it says; None where it says nothing."""

    stack_name: str | None = None
    region: str | None = None


def read(folder: Path, environment: str) -> SamConfig:
    """Read a folder's samconfig.toml; where there is none, nothing is said.

    What is said for `sam deploy` counts before what is said for every command, as with `sam` itself.

    Args:
        folder: where the file is.
        environment: one of its tables, as in `sam deploy --config-env`.

    Raises:
        CommandError: the file is no TOML or not as `sam` writes it, or it has no such environment.
    """
    try:
        every: dict[str, Any] = tomllib.loads((folder / FILE).read_text())
    except FileNotFoundError:
        return SamConfig()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CommandError(f"{FILE} cannot be read: {error}. Mend it.") from error
    if environment not in every and environment != DEFAULT:
        names = ", ".join(name for name, found in every.items() if isinstance(found, dict))
        raise CommandError(f"{FILE} has no environment {environment!r}. It has: {names}.")
    chosen = every.get(environment, {})
    try:
        said = _parameters(chosen, "global") | _parameters(chosen, "deploy")
    except AttributeError as error:
        raise CommandError(f"{FILE} has no table [{environment}.global.parameters], as `sam` writes it.") from error
    return SamConfig(said.get("stack_name"), said.get("region"))


def _parameters(environment: dict[str, Any], command: str) -> dict[str, str]:
    found: dict[str, Any] = environment.get(command, {}).get("parameters", {})
    return {name: value for name, value in found.items() if isinstance(value, str)}
