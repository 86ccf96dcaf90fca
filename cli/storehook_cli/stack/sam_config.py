"""Stack settings of `sam deploy` in samconfig.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storehook_cli.errors import CommandError

FILE = "samconfig.toml"

DEFAULT = "default"
"""Environment that `sam` uses if none is named."""


@dataclass(frozen=True, slots=True)
class SamConfig:
    """Settings of one environment; None for those it does not set."""

    stack_name: str | None = None
    region: str | None = None


def read(folder: Path, environment: str) -> SamConfig:
    """Read a folder's samconfig.toml. Without the file, no setting has a value.

    Settings for `sam deploy` take precedence over those for every command, as in `sam` itself.

    Args:
        environment: one of its tables, as in `sam deploy --config-env`.
    """
    try:
        environments: dict[str, Any] = tomllib.loads((folder / FILE).read_text())
    except FileNotFoundError:
        return SamConfig()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CommandError(f"{FILE} is not valid TOML: {error}. Fix the file.") from error
    if environment not in environments and environment != DEFAULT:
        names = ", ".join(name for name, table in environments.items() if isinstance(table, dict))
        raise CommandError(f"{FILE} has no environment {environment!r}. It has: {names}.")
    chosen = environments.get(environment, {})
    try:
        parameters = _parameters(chosen, "global") | _parameters(chosen, "deploy")
    except AttributeError as error:
        raise CommandError(
            f"{FILE} is not in the form that `sam` writes, with a table [{environment}.global.parameters]."
        ) from error
    return SamConfig(parameters.get("stack_name"), parameters.get("region"))


def _parameters(environment: dict[str, Any], command: str) -> dict[str, str]:
    parameters: dict[str, Any] = environment.get(command, {}).get("parameters", {})
    return {name: value for name, value in parameters.items() if isinstance(value, str)}
