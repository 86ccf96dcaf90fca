"""Files of a new action and its test."""

import json
import keyword
import re
from pathlib import Path

from storehook.webhooks.scopes import check
from storehook_cli.authoring import project
from storehook_cli.authoring.sample_payloads import concrete, payload, sample_params
from storehook_cli.errors import CommandError

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")

_ACTION = '''\
"""Runs on {scope}."""

from storehook import Context, action
from storehook.payloads import {payload}


@action(webhooks=["{scope}"])
def {name}(params: {payload}, ctx: Context) -> None:
    ctx.logger.info("{name}", extra={{"params": params.model_dump()}})
'''

_TEST = '''\
"""Tests of {name} on {scope}."""

from typing import Any

from actions.{name} import {name}
from storehook.testing import ActionEnvironment

EVENT: dict[str, Any] = {data}


def test_{name}_takes_the_event() -> None:
    environment = ActionEnvironment()

    environment.run({name}, **EVENT)

    assert environment.store.writes == []
'''

_MISSING_COMMA = re.compile(r"(?<=[^\[{,])\n( *[\]}])")
"""End of a list or an object of several lines, where Python's style has a comma."""


def write(folder: Path, name: str, scope: str) -> list[Path]:
    """Write both files and return their paths.

    Raises:
        CommandError: the name is not valid, or a file of that name exists. Nothing is written.
        UnknownScope: BigCommerce has no such scope. The message names the nearest.
    """
    project.require(folder)
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise CommandError(
            f"{name!r} is not a valid action name. Use lowercase letters, digits and _, as in send_invoice."
        )
    values = {"name": name, "scope": check(scope), "payload": payload(scope).__name__, "data": _data(scope)}
    files = {
        project.ACTIONS / f"{name}.py": _ACTION.format(**values),
        project.TESTS / f"test_{name}.py": _TEST.format(**values),
    }
    for path in files:
        if (folder / path).exists():
            raise CommandError(f"{path} already exists. Choose another name, or edit that file.")
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        with (folder / path).open("x") as file:
            file.write(text)
    return list(files)


def _data(scope: str) -> str:
    """Return sample data of a scope as Python code."""
    return _MISSING_COMMA.sub(r",\n\1", json.dumps(sample_params(concrete(scope)), indent=4))
