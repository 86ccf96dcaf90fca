"""Rules of kinds as prose states them, added to those that a family writes."""

from collections.abc import Mapping
from dataclasses import replace

from bigcommerce_facts import load, load_prose
from bigcommerce_sandbox.engine.rules import Limit, Most, Rules, Unique

_CONFLICT, _INVALID = 409, 422


def stated(rules: Mapping[str, Rules]) -> dict[str, Rules]:
    """Return rules by kind, with the unique fields, limits, most items, fixed fields and bare deletions of prose.

    A family's own come first. Where prose has no status it is 409 for a second item, and 422 for one too many.
    """
    return {kind: _with_prose(kind, own) for kind, own in rules.items()}


def _with_prose(kind: str, own: Rules) -> Rules:
    return replace(
        own,
        unique=own.unique or _unique(kind),
        limits=own.limits or _limits(kind),
        most=own.most or _most(kind),
        fixed=own.fixed or _fixed(kind),
        without_filter=own.without_filter or _without_filter(kind),
    )


def _unique(kind: str) -> tuple[Unique, ...]:
    return tuple(Unique(rule.fields, rule.status or _CONFLICT) for rule in load_prose().unique if rule.kind == kind)


def _limits(kind: str) -> tuple[Limit, ...]:
    # A limit of some of the items needs code.
    found = (rule for rule in load_prose().limits if rule.kind == kind and not rule.when)
    return tuple(Limit(rule.count, rule.per, rule.status or _INVALID) for rule in found)


def _most(kind: str) -> dict[str, Most]:
    operations = load().operations
    found = (rule for rule in load_prose().most if operations[rule.operation].kind == kind)
    return {rule.operation: Most(rule.items, rule.field, rule.status or _INVALID) for rule in found}


def _without_filter(kind: str) -> dict[str, str]:
    operations, rules = load().operations, load_prose().deletes
    return {rule.operation: rule.without_filter for rule in rules if operations[rule.operation].kind == kind}


def _fixed(kind: str) -> tuple[str, ...]:
    rules = (rule for rule in load_prose().fixed if rule.kind == kind and rule.given == "ignored")
    return tuple(name for rule in rules for name in rule.fields)
