"""A new action's file, and its test's."""

import json
import keyword
import re
from pathlib import Path
from typing import cast

from storehook.webhooks.scopes import check
from storehook_cli.authoring import project
from storehook_cli.authoring.sample_payloads import concrete, sample
from storehook_cli.errors import CommandError

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")

_ACTION = '''\
"""Runs on {scope}."""

from storehook import Context, Params, action


@action(webhooks=["{scope}"])
def {name}(params: Params, ctx: Context) -> None:
    ctx.logger.info("{name}", extra={{"params": dict(params)}})
'''

_TEST = '''\
"""What {name} does on {scope}."""

from actions.{name} import {name}
from storehook.testing import ActionEnvironment


def test_{name}_takes_the_event() -> None:
    stage = ActionEnvironment()

    stage.run({name}{data})

    assert stage.store.writes == []
'''


def write(folder: Path, name: str, scope: str) -> list[Path]:
    """Write both, and tell which files they are.

    Args:
        folder: the project.
        name: the action's; of its file, too.
        scope: what triggers it.

    Raises:
        CommandError: the name cannot be one, or there is a file of that name; then nothing is written.
        UnknownScope: BigCommerce has no such scope; the message names the nearest.
    """
    project.require(folder)
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise CommandError(f"{name!r} cannot be an action's name. Use small letters, digits and _, as in send_invoice.")
    files = {
        project.ACTIONS / f"{name}.py": _ACTION.format(name=name, scope=check(scope)),
        project.TESTS / f"test_{name}.py": _TEST.format(name=name, scope=scope, data=_arguments(scope)),
    }
    for path in files:
        if (folder / path).exists():
            raise CommandError(f"{path} is there already. Choose another name, or edit that file.")
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        with (folder / path).open("x") as file:
            file.write(text)
    return list(files)


def _arguments(scope: str) -> str:
    """The sample's plain values, as a call's keyword arguments."""
    found = sample(concrete(scope))
    plain = cast("dict[str, object]", found) if isinstance(found, dict) else {}
    return "".join(f", {name}={json.dumps(value)}" for name, value in plain.items() if isinstance(value, str | int))
