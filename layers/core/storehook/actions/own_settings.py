"""Settings of an author's actions: a model in `settings.py` and its values in `settings.toml`.

`[default]` applies everywhere. The table of an environment overrides it.
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
"""Table that applies everywhere."""

type Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """Declared settings, with their values by environment."""

    model: type[BaseModel]
    tables: Mapping[str, Table]

    def of(self, environment: str) -> BaseModel:
        """Return the settings of an environment; of `[default]` alone for the empty name.

        Raises:
            SettingsInvalid: it has no table, or its values don't fit the model.
        """
        name = environment or DEFAULT
        if name not in self.tables and name != DEFAULT:
            raise SettingsInvalid(f"{VALUES} has no table [{name}]. Add it. It may be empty.")
        own, shared = self.tables.get(name, {}), self.tables.get(DEFAULT, {})
        try:
            return self.model.model_validate(_merged(shared, own), extra="forbid")
        except ValidationError as error:
            raise SettingsInvalid("; ".join(_problems(error, name, own))) from error

    def attributes(self) -> frozenset[str]:
        """Return the names that can be read from the settings."""
        return frozenset({*self.model.model_fields, *dir(self.model)})

    def check(self) -> list[str]:
        """Check the settings of every environment, and return the environments' names."""
        names = [*dict.fromkeys((DEFAULT, *self.tables))]
        for name in names:
            self.of(name)
        return names


def own_settings() -> OwnSettings | None:
    """Return the settings declared next to the actions, or None without a `settings.py`.

    Raises:
        SettingsInvalid: it can't be imported or has no model, or `settings.toml` can't be read.
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
    """Return the settings of an environment, as `OwnSettings.of`.

    Raises:
        SettingsMissing: none are declared.
    """
    if (declared := own_settings()) is None:
        raise SettingsMissing
    return declared.of(environment)


def _tables(file: Path) -> Mapping[str, Table]:
    import tomllib  # loaded only if there are settings, because most actions have none

    try:
        tables = tomllib.loads(file.read_text()) if file.exists() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsInvalid(f"{VALUES} isn't valid TOML: {error}.") from error
    if astray := [key for key, value in tables.items() if not isinstance(value, dict)]:
        raise SettingsInvalid(f"{VALUES}: {', '.join(astray)} isn't in a table. Put it below [default].")
    return tables


def _merged(shared: Table, own: Table) -> dict[str, Any]:
    """Return a table overridden by another, including nested tables."""
    both = {name: _merged(shared[name], own[name]) for name in own if _is_table(shared, name) and _is_table(own, name)}
    return {**shared, **own, **both}


def _is_table(table: Table, name: str) -> bool:
    return isinstance(table.get(name), dict)


def _problems(error: ValidationError, environment: str, own: Table) -> Iterator[str]:
    """Yield each problem with its file, table and key."""
    for problem in error.errors():
        table = environment if problem["type"] == "missing" or _has(own, problem["loc"]) else DEFAULT
        key = ".".join(map(str, problem["loc"])) or "as a whole"
        yield f"{VALUES}: [{table}] {key}: {_reason(cast('Table', problem), table)}"


def _has(table: Any, path: tuple[int | str, ...]) -> bool:
    """Return whether this table has a value at a path."""
    if not path or not isinstance(table, dict):
        return True
    within = cast("dict[int | str, Any]", table)
    return path[0] in within and _has(within[path[0]], path[1:])


def _reason(problem: Table, table: str) -> str:
    match problem["type"]:
        case "missing":
            return "is missing." if table == DEFAULT else "is missing, also in [default]."
        case "extra_forbidden":
            return f"{MODULE}.py has no such setting."
        case _:
            return f"{problem['msg']}."
