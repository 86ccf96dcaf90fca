"""The rules that prose states: each names what the facts have, and no two of them say the same."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from bigcommerce_facts import Operation, Schema, load, load_prose
from bigcommerce_facts.prose import OfKind, OfOperation
from bigcommerce_sandbox.scopes import is_known

PROSE = load_prose()
KIND_RULES: dict[str, tuple[OfKind, ...]] = {
    "unique": PROSE.unique,
    "limits": PROSE.limits,
    "depth": PROSE.depth,
    "references": PROSE.references,
    "undeletable": PROSE.undeletable,
    "fixed": PROSE.fixed,
    "dates": PROSE.dates,
    "combinations": PROSE.combinations,
    "oauth": PROSE.oauth,
    "silences": PROSE.silences,
}
OPERATION_RULES: dict[str, tuple[OfOperation, ...]] = {
    "most": PROSE.most,
    "needs": PROSE.needs,
    "deletes": PROSE.deletes,
    "order": PROSE.order,
    "pages": PROSE.pages,
    "concurrency": PROSE.concurrency,
}
SECTIONS = {**KIND_RULES, **OPERATION_RULES, "events": PROSE.events}

SOURCE = re.compile(r"(reference|docs)/[\w./-]+\.(ya?ml|mdx):[1-9]\d*")


def schemas(schema: Schema | None) -> Iterator[Schema]:
    """Yield a schema and those of its list's items and its alternatives."""
    if schema is None:
        return
    yield schema
    for part in (schema.items, schema.properties.get("data"), *schema.alternatives):
        yield from schemas(part)


def named(*several: Schema | None) -> set[str]:
    return {name for whole in several for schema in schemas(whole) for name in schema.properties}


def fields_of(kind: str) -> set[str]:
    operations = [operation for operation in load().operations.values() if operation.kind == kind]
    owners = {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower() for each in operations for name in each.owners}
    return owners.union(*(named(operation.body, operation.answer) for operation in operations))


def names_in(rule: OfKind) -> set[str]:
    """Return the names of fields that a rule has."""
    lists = [getattr(rule, name, ()) for name in ("fields", "per", "when")]
    single = [getattr(rule, name, "") for name in ("field", "parent", "other", "by")]
    return {name for names in lists for name in names} | {name for name in single if name}


def within(operation: Operation, name: str) -> Schema | None:
    """Return the schema of a list in a body, or of the body."""
    for schema in schemas(operation.body):
        if name in schema.properties:
            return schema.properties[name]
    return None if name else operation.body


def duplicates(values: Iterable[Any]) -> list[Any]:
    return [value for value, count in Counter(map(repr, values)).items() if count > 1]


@pytest.mark.parametrize("section", [name for name in KIND_RULES if name not in ("oauth", "silences")])
def test_a_rule_names_a_kind_and_fields_that_the_facts_have(section: str) -> None:
    for rule in KIND_RULES[section]:
        assert rule.kind in load().kinds, rule
        assert names_in(rule) <= fields_of(rule.kind), rule


def test_a_reference_names_a_kind_that_the_facts_have() -> None:
    assert {reference.to for reference in PROSE.references} <= load().kinds.keys()


def test_a_silence_names_a_kind_that_the_facts_have() -> None:
    assert {silence.kind for silence in PROSE.silences} <= load().kinds.keys()


@pytest.mark.parametrize("section", OPERATION_RULES)
def test_a_rule_names_an_operation_that_the_facts_have(section: str) -> None:
    assert {rule.operation for rule in OPERATION_RULES[section]} <= load().operations.keys()


def test_a_needed_field_is_one_of_the_body() -> None:
    for rule in PROSE.needs:
        operation = load().operations[rule.operation]
        names = {*rule.fields, *rule.one_of, *rule.when, rule.when_given, rule.without} - {""}
        assert names <= named(within(operation, rule.within)), rule


def test_the_order_of_a_list_is_by_a_field_of_its_items() -> None:
    for rule in PROSE.order:
        assert rule.by in named(load().operations[rule.operation].answer), rule


def test_every_kind_but_the_webhooks_and_the_time_needs_an_oauth_scope() -> None:
    granted = tuple(grant.kind for grant in PROSE.oauth)

    free = {kind for kind in load().kinds if not any(kind == name or kind.startswith(f"{name}/") for name in granted)}

    assert free == {"v3/hooks", "v3/hooks/admin", "v2/time"}


def test_every_event_has_a_scope_that_webhooks_can_have() -> None:
    scopes = {rule.scope.replace("{channel_id}", "1") for rule in (*PROSE.events, *PROSE.silences)}

    assert {scope for scope in scopes if not is_known(scope)} == set()


@pytest.mark.parametrize("section", SECTIONS)
def test_every_rule_names_pages_and_lines(section: str) -> None:
    for rule in SECTIONS[section]:
        assert all(SOURCE.fullmatch(place) for place in rule.source.split()), rule


@pytest.mark.parametrize("section", OPERATION_RULES)
def test_no_rule_of_an_operation_is_there_twice(section: str) -> None:
    keys = [
        (rule.operation, getattr(rule, "fields", ()), getattr(rule, "one_of", ()), getattr(rule, "including", ()))
        for rule in OPERATION_RULES[section]
    ]

    assert duplicates(keys) == []


@pytest.mark.parametrize("section", KIND_RULES)
def test_no_rule_of_a_kind_is_there_twice(section: str) -> None:
    keys = [
        (rule.kind, sorted(names_in(rule)), getattr(rule, "value", ""), getattr(rule, "scope", ""))
        for rule in KIND_RULES[section]
    ]

    assert duplicates(keys) == []


def test_no_event_is_there_twice() -> None:
    assert duplicates(event.scope for event in PROSE.events) == []
