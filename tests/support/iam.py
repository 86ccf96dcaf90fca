"""Evaluates IAM policies, as AWS does for identities of one account.

A request is allowed if a statement allows it and none denies it ("Policy evaluation logic", IAM user guide). The local
AWS has an evaluator too, but in an environment of its own. A test compares both.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

type Values = str | list[str]
type Statement = Mapping[str, Any]


@dataclass(frozen=True)
class Request:
    """A request to an AWS service.

    Args:
        action: such as `sqs:SendMessage`.
        resource: an ARN, or * if the action knows no resources.
        context: the condition keys that the request has. A list for a key with several values.
    """

    action: str
    resource: str
    context: Mapping[str, Values] = field(default_factory=dict[str, Values])


def is_allowed(statements: Sequence[Statement], request: Request) -> bool:
    """Return whether a policy's statements allow a request."""
    effects = {statement["Effect"] for statement in statements if _applies(statement, request)}
    return effects == {"Allow"}


def listed(value: Any) -> list[Any]:
    """Return a value as a list, because IAM takes one value for a list of one."""
    return value if isinstance(value, list) else [value]


def matches(pattern: str, text: str, *, ignore_case: bool = False) -> bool:
    """Return whether a text matches a pattern with * for any text and ? for a character."""
    return _compiled(pattern, ignore_case).fullmatch(text) is not None


@cache
def _compiled(pattern: str, ignore_case: bool) -> re.Pattern[str]:
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(expression, re.IGNORECASE if ignore_case else 0)


def _applies(statement: Statement, request: Request) -> bool:
    """Return whether a statement is about a request. None of ours has a NotAction or a NotResource."""
    return (
        any(matches(action, request.action, ignore_case=True) for action in listed(statement["Action"]))
        and any(matches(resource, request.resource) for resource in listed(statement["Resource"]))
        and all(
            _holds(operator, values, request.context.get(key))
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )
    )


_OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "StringEquals": str.__eq__,
    "StringLike": matches,
    "ArnLike": matches,
    "Bool": str.__eq__,
}


def _holds(operator: str, wanted: Any, actual: Values | None) -> bool:
    """Return whether a condition holds ("IAM JSON policy elements: Condition operators").

    Args:
        actual: the request's value, or values, for the condition's key. None if it has none.
    """
    if operator == "Null":
        return (actual is None) == (wanted == "true")
    quantifier, _, operator = operator.rpartition(":")
    if actual is None:
        return operator.endswith("IfExists") or quantifier == "ForAllValues"
    compare = _OPERATORS[operator.removesuffix("IfExists")]
    results = [any(compare(pattern, value) for pattern in listed(wanted)) for value in listed(actual)]
    return all(results) if quantifier != "ForAnyValue" else any(results)
