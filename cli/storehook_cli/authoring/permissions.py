"""IAM permissions of a project's actions: the policy beside them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from storehook_cli.errors import CommandError

FILE = Path("functions/worker/permissions.json")

ANYTHING = "Anything"
"""Prefix of the `Sid` of a statement that is wide on purpose."""

type Statement = Mapping[str, Any]


def check_permissions(folder: Path) -> None:
    """Check that a project's permissions are a policy, and that no statement is wider than declared.

    Raises:
        CommandError: the file is not a policy, or a statement is too wide.
    """
    if wide := [*too_wide(_statements(folder))]:
        raise CommandError(
            f"{FILE} allows {'; '.join(wide)}. Name the resources or the actions; "
            f'if it must be that wide, give the statement a "Sid" that starts with {ANYTHING}.'
        )


def descriptions(folder: Path) -> list[str]:
    """Describe each statement of a project, for example "Allow s3:PutObject on arn:aws:s3:::invoices/*"."""
    return [
        f"{statement['Effect']} {_text(statement, 'Action')} on {_text(statement, 'Resource')}"
        for statement in _statements(folder)
    ]


def _text(statement: Statement, name: str) -> str:
    """Return the actions or resources of a statement as text. A CloudFormation function stays JSON."""
    exclusion = f"Not{name}"
    values = as_list(statement.get(exclusion, statement.get(name)))
    text = ", ".join(value if isinstance(value, str) else json.dumps(value) for value in values)
    return f"all but {text}" if exclusion in statement else text


def too_wide(statements: Sequence[Statement]) -> Iterator[str]:
    """Yield the statements that allow wildcard actions on every resource and are not declared as wide."""
    for statement in statements:
        actions, resources = (_listed(statement, name) for name in ("Action", "Resource"))
        wildcards = [action for action in actions if "*" in action or "?" in action]
        is_meant = str(statement.get("Sid", "")).startswith(ANYTHING)
        if statement.get("Effect") == "Allow" and wildcards and "*" in resources and not is_meant:
            yield f"{', '.join(wildcards)} on everything"


def _listed(statement: Statement, name: str) -> list[Any]:
    """Return the actions or resources of a statement. An exclusion, such as NotAction, counts as all."""
    return ["*"] if f"Not{name}" in statement else as_list(statement.get(name))


def as_list(value: Any) -> list[Any]:
    """Return a list, or a list of the only value. A policy may have either."""
    return cast("list[Any]", value) if isinstance(value, list) else [value]


def _statements(folder: Path) -> list[Statement]:
    """Return the statements of a project, none if the file is missing, because `sam deploy` reports that."""
    if not (folder / FILE).is_file():
        return []
    try:
        policy: Any = json.loads((folder / FILE).read_bytes())
    except ValueError:
        policy = None
    statements: Any = cast("Statement", policy).get("Statement") if isinstance(policy, dict) else None
    if not isinstance(statements, list) or not all(map(_is_statement, cast("list[Any]", statements))):
        raise CommandError(
            f'{FILE} is not a policy. It needs a "Statement", a list of objects with "Effect", "Action" and "Resource".'
        )
    return cast("list[Statement]", statements)


def _is_statement(value: Any) -> bool:
    if not isinstance(value, dict) or "Effect" not in value:
        return False
    actions = _listed(cast("Statement", value), "Action")
    return bool(actions) and all(isinstance(action, str) for action in actions)
