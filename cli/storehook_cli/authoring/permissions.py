"""What a project's actions may do at AWS besides: the policy that stands beside them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from storehook_cli.errors import CommandError

FILE = Path("functions/worker/permissions.json")

ANYTHING = "Anything"
"""How the `Sid` of a statement begins that is meant to be as wide as it is."""

type Statement = Mapping[str, Any]


def check_permissions(folder: Path) -> None:
    """Look whether a project's permissions are a policy, and whether one is wider than it says to be.

    Args:
        folder: the project. Where the file is not there, `sam deploy` says so.

    Raises:
        CommandError: they are not, or one is.
    """
    if not (folder / FILE).is_file():
        return
    if wide := [*too_wide(_statements((folder / FILE).read_bytes()))]:
        raise CommandError(
            f"{FILE} allows {'; '.join(wide)}. Name the resources or the actions; "
            f'or say it twice: give the statement a "Sid" that begins with {ANYTHING}.'
        )


def told(folder: Path) -> list[str]:
    """What each statement of a project says, for people: as in "Allow s3:PutObject on arn:aws:s3:::invoices/*".

    Args:
        folder: the project.

    Raises:
        CommandError: the file is no policy.
    """
    if not (folder / FILE).is_file():
        return []
    return [_told(each) for each in _statements((folder / FILE).read_bytes())]


def _told(statement: Statement) -> str:
    actions, resources = (_said(statement, name) for name in ("Action", "Resource"))
    return f"{statement['Effect']} {actions} on {resources}"


def _said(statement: Statement, name: str) -> str:
    """The actions or resources of a statement; a function of CloudFormation's as it stands there."""
    but = f"Not{name}"
    every = statement.get(but, statement.get(name))
    listed = cast("list[Any]", every) if isinstance(every, list) else [every]
    text = ", ".join(each if isinstance(each, str) else json.dumps(each) for each in listed)
    return f"all but {text}" if but in statement else text


def too_wide(statements: Sequence[Statement]) -> Iterator[str]:
    """The statements that allow whole families of actions on everything, and do not say that they mean to."""
    for each in statements:
        actions, resources = (_listed(each, name) for name in ("Action", "Resource"))
        many = [action for action in actions if "*" in action or "?" in action]
        is_meant = str(each.get("Sid", "")).startswith(ANYTHING)
        if each.get("Effect") == "Allow" and many and "*" in resources and not is_meant:
            yield f"{', '.join(many)} on everything"


def _listed(statement: Statement, name: str) -> list[Any]:
    """The actions or resources of a statement. All but some are as good as all."""
    if f"Not{name}" in statement:
        return ["*"]
    found = statement.get(name)
    return cast("list[Any]", found) if isinstance(found, list) else [found]


def _statements(text: bytes) -> list[Statement]:
    try:
        found: Any = json.loads(text)
    except ValueError:
        found = None
    statements: Any = cast("Statement", found).get("Statement") if isinstance(found, dict) else None
    if not isinstance(statements, list) or not all(map(_is_statement, cast("list[Any]", statements))):
        raise CommandError(
            f'{FILE} is no policy: it needs a "Statement", a list of objects with "Effect", "Action" and "Resource".'
        )
    return cast("list[Statement]", statements)


def _is_statement(found: Any) -> bool:
    if not isinstance(found, dict) or "Effect" not in found:
        return False
    actions = _listed(cast("Statement", found), "Action")
    return bool(actions) and all(isinstance(action, str) for action in actions)
