"""Versions of storehook's packages in a project's pyproject.toml. An upgrade sets them: a merge could conflict.

A project that was created from a clone has the packages as wheels, and a table that names these.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from storehook_cli.stack.bundle import WHEELS

FILE = "pyproject.toml"

_PIN = re.compile(rb'"(storehook(?:-core)?|bigcommerce-sandbox)==([\w.+!]+)"')

_SOURCE = re.compile(rf'^(?:storehook|storehook-core|bigcommerce-sandbox) = {{ path = "{WHEELS}/.*\n', re.MULTILINE)

_TABLE = "[tool.uv.sources]\n"

_EMPTY_TABLE = re.compile(r"\n(?:# .*\n)?\[tool\.uv\.sources\]\n(?=\n|\Z)")

_COMMENT = "# Built from the clone that made this project.\n"


def with_pins_of(ours: Mapping[str, bytes], files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return files with the pins of another version, and without names of wheels."""
    if FILE not in files or FILE not in ours:
        return dict(files)
    versions = dict(_PIN.findall(ours[FILE]))
    pinned = _PIN.sub(lambda pin: b'"%b==%b"' % (pin[1], versions.get(pin[1], pin[2])), files[FILE])
    return {**files, FILE: _without_wheels(pinned.decode()).encode()}


def name_wheels(folder: Path, wheels: Iterable[Path]) -> None:
    """Let a project take the packages from these wheels, and from no others."""
    lines = [f'{_package(wheel)} = {{ path = "{WHEELS}/{wheel.name}" }}\n' for wheel in wheels]
    text = _without_wheels((folder / FILE).read_text())
    before, table, after = text.partition(_TABLE)
    (folder / FILE).write_text("".join([before if table else f"{before}\n{_COMMENT}", _TABLE, *lines, after]))


def _without_wheels(text: str) -> str:
    return _EMPTY_TABLE.sub("", _SOURCE.sub("", text))


def _package(wheel: Path) -> str:
    return wheel.name.partition("-")[0].replace("_", "-")
