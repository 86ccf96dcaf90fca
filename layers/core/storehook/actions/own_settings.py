"""An author's own settings: a model in `settings.py`, beside the actions, and its values in `settings.toml`.

`[default]` holds everywhere. The table of an environment says what is different there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel, ValidationError

from storehook.errors import SettingsInvalid, SettingsMissing

MODULE, MODEL, VALUES = "settings", "Settings", "settings.toml"

DEFAULT = "default"
"""The table that holds everywhere."""

type Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """What an author has declared.

    Args:
        model: the author's model.
        tables: the values, by environment.
    """

    model: type[BaseModel]
    tables: Mapping[str, Table]

    def of(self, environment: str) -> BaseModel:
        """The settings of an environment.

        Args:
            environment: its name; empty for `[default]` alone.

        Raises:
            SettingsInvalid: it has no table, or its values do not fit the model.
        """
        name = environment or DEFAULT
        if name not in self.tables and name != DEFAULT:
            raise SettingsInvalid(f"{VALUES} has no [{name}]. Add it; it may be empty.")
        own, shared = self.tables.get(name, {}), self.tables.get(DEFAULT, {})
        try:
            return self.model.model_validate(_merged(shared, own), extra="forbid")
        except ValidationError as error:
            raise SettingsInvalid("; ".join(_told(error, name, own))) from error

    def check(self) -> list[str]:
        """Look whether every environment has what it needs, and give their names.

        Raises:
            SettingsInvalid: one has not.
        """
        names = [*dict.fromkeys((DEFAULT, *self.tables))]
        for name in names:
            self.of(name)
        return names


def own_settings() -> OwnSettings | None:
    """What is declared where the actions are imported from; None if there is no `settings.py`.

    Raises:
        SettingsInvalid: it cannot be imported, or has no model; or `settings.toml` cannot be read.
    """
    if (spec := find_spec(MODULE)) is None or spec.origin is None:
        return None
    try:
        model = getattr(import_module(MODULE), MODEL, None)
    except Exception as error:
        raise SettingsInvalid(f"{MODULE}.py cannot be imported: {type(error).__name__}: {error}") from error
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        raise SettingsInvalid(f"{MODULE}.py has no `class {MODEL}(BaseModel)`.")
    return OwnSettings(model, _tables(Path(spec.origin).with_name(VALUES)))


def settings_of(environment: str) -> BaseModel:
    """The settings of an environment.

    Args:
        environment: its name; empty for `[default]` alone.

    Raises:
        SettingsMissing: none are declared.
        SettingsInvalid: they cannot be used.
    """
    if (declared := own_settings()) is None:
        raise SettingsMissing
    return declared.of(environment)


def _tables(file: Path) -> Mapping[str, Table]:
    import tomllib  # most actions have no settings, and then it is not loaded

    try:
        found = tomllib.loads(file.read_text()) if file.exists() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsInvalid(f"{VALUES} is no TOML: {error}.") from error
    if astray := [key for key, value in found.items() if not isinstance(value, dict)]:
        raise SettingsInvalid(f"{VALUES}: {', '.join(astray)} is in no table. Put it below [default].")
    return found


def _merged(shared: Table, own: Table) -> dict[str, Any]:
    """A table with another one's values over it, tables within them included."""
    both = {name: _merged(shared[name], own[name]) for name in own if _is_table(shared, name) and _is_table(own, name)}
    return {**shared, **own, **both}


def _is_table(table: Table, name: str) -> bool:
    return isinstance(table.get(name), dict)


def _told(error: ValidationError, environment: str, own: Table) -> Iterator[str]:
    """What is wrong, each with its file, table and key."""
    for found in error.errors():
        table = environment if found["type"] == "missing" or _says(own, found["loc"]) else DEFAULT
        key = ".".join(map(str, found["loc"])) or "as a whole"
        yield f"{VALUES}: [{table}] {key}: {_reason(cast('Table', found), table)}"


def _says(table: Any, path: tuple[int | str, ...]) -> bool:
    """Whether it is this table that says something at a path."""
    if not path or not isinstance(table, dict):
        return True
    within = cast("dict[int | str, Any]", table)
    return path[0] in within and _says(within[path[0]], path[1:])


def _reason(found: Table, table: str) -> str:
    match found["type"]:
        case "missing":
            return "is missing." if table == DEFAULT else "is missing, in [default] too."
        case "extra_forbidden":
            return f"{MODULE}.py knows no such setting."
        case _:
            return f"{found['msg']}."
