"""The generator merges, corrects and compares what the documents say."""

import json
from pathlib import Path
from typing import Any

import pytest
from sandbox.generator import repairs
from sandbox.generator.__main__ import FACTS
from sandbox.generator.changes import changes
from sandbox.generator.documents import Documents
from sandbox.generator.facts import derive, write, written_out
from sandbox.generator.repairs import Repair, StaleRepair, repaired
from sandbox.generator.simplify import simplified

from bigcommerce_facts import Facts

NAME = {"type": "string", "maxLength": 50, "minLength": 1, "pattern": "^[a-z]*$", "format": "url"}


def documents(**schemas: Any) -> Documents:
    item = {"$": "item"}
    answers = {"200": {"application/json": {"properties": {"data": {"items": item}}}}, "422": {}}
    body = {"application/json": item}
    operations = {
        "GET /v3/things": {"answers": answers, "query": {"id:in": {"items": {"type": "integer"}, "required!": True}}},
        "POST /v3/things": {"answers": answers, "body": body, "body_required": True},
        "GET /v3/things/{id}": {"answers": answers},
        "DELETE /v3/things/{thing_id}": {"answers": {"204": {"application/json": item}}},
    }
    shared = {"item": {"properties": {"id": {"type": "integer"}, "name": NAME}}, **schemas}
    return Documents({"families": {"things.v3.yml": operations}, "schemas": shared, "source": "a test"})


def test_what_is_written_can_be_read() -> None:
    facts = Facts(json.loads(write(derive(documents()))))
    create = facts.operations["POST /v3/things"]

    assert create.body is not None
    assert create.item is not None
    assert create.body.properties["name"] == create.item.properties["name"]
    assert create.body.properties["name"].max_length == 50
    assert create.body_needed
    assert facts.operations["GET /v3/things"].query["id:in"].needed
    assert facts.operations["DELETE /v3/things/{thing_id}"].answer is None


def test_each_operation_at_a_path_has_its_own_names_for_the_values() -> None:
    route = Facts(json.loads(write(derive(documents())))).routes.find("/v3/things/7")

    assert route is not None
    assert route.arguments(route.operations["GET"]) == {"id": "7"}
    assert route.arguments(route.operations["DELETE"]) == {"thing_id": "7"}


def test_what_is_written_says_what_was_derived() -> None:
    derived = derive(documents())

    assert changes(derived, written_out(json.loads(write(derived)))) == []


def test_a_schema_that_several_use_is_written_once() -> None:
    assert write(derive(documents())).count('"maxLength":50') == 1


def test_changes_name_the_operation_the_place_and_both_values() -> None:
    longer = {"properties": {"id": {"type": "integer"}, "name": {**NAME, "maxLength": 60}}}
    lines = changes(derive(documents()), derive(documents(item=longer)))

    assert "~ POST /v3/things body properties name maxLength: 50 -> 60" in lines
    assert all(line.endswith("maxLength: 50 -> 60") for line in lines)


def test_changes_show_what_is_new_and_what_is_gone() -> None:
    other = {"properties": {"id": {"type": "integer"}, "title": NAME}}
    lines = changes(derive(documents()), derive(documents(item=other)))

    assert "- POST /v3/things body properties name type: string" in lines
    assert "+ POST /v3/things body properties title type: string" in lines


def test_all_of_is_merged() -> None:
    one = {"required": ["a"], "properties": {"a": {"type": "string"}, "b": {"minimum": 1}}}
    other = {"required": ["b"], "properties": {"b": {"maximum": 2}}}
    expected = {"a": {"type": "string"}, "b": {"minimum": 1, "maximum": 2}}

    assert simplified({"allOf": [one, other]}) == {"type": "object", "required": ["a", "b"], "properties": expected}


def test_the_alternatives_of_a_merged_schema_are_kept() -> None:
    merged = simplified({"allOf": [{"properties": {"a": {}}}, {"oneOf": [{"type": "object"}, {"type": "array"}]}]})

    assert merged["alternatives"] == [{"type": "object"}, {"type": "array"}]


@pytest.mark.parametrize(
    ("schema", "rules"),
    [
        ({"type": "array", "minimum": 0, "maximum": 9}, {"type": "array", "minItems": 0, "maxItems": 9}),
        ({"type": "array", "required": ["post"]}, {"type": "array", "requiredOn": ["post"]}),
        ({"type": "string", "x-required": ["post", "post"]}, {"type": "string", "requiredOn": ["post"]}),
        ({"type": "string", "x-nullable": True}, {"type": "string", "nullable": True}),
        ({"type": "string", "format": "Url", "title": "x"}, {"type": "string", "format": "uri"}),
        ({"type": "string", "format": "string", "readOnly": False}, {"type": "string"}),
        ({"recursive": True}, {}),
        ({"type": "integer", "default": 0, "minimum": 0}, {"type": "integer", "default": 0, "minimum": 0}),
    ],
)
def test_each_rule_has_one_spelling(schema: dict[str, Any], rules: dict[str, Any]) -> None:
    assert simplified(schema) == rules


def test_a_repair_replaces_the_value_in_the_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    repair = Repair(operations=("GET /a",), at="body/type", old="array", new="object", why="It is one.")
    monkeypatch.setattr(repairs, "REPAIRS", (repair,))

    assert repaired("GET /a", {"body": {"type": "array"}}) == {"body": {"type": "object"}}
    assert repaired("GET /b", {"body": {"type": "array"}}) == {"body": {"type": "array"}}


def test_a_repair_whose_old_value_is_gone_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    repair = Repair(operations=("GET /a",), at="body/type", old="array", new="object", why="It is one.")
    monkeypatch.setattr(repairs, "REPAIRS", (repair,))

    with pytest.raises(StaleRepair, match="GET /a has 'string' at body/type, not 'array'"):
        repaired("GET /a", {"body": {"type": "string"}})


def test_each_repair_is_in_the_facts() -> None:
    operations = written_out(json.loads(Path(FACTS).read_text()))["operations"]

    for repair in repairs.REPAIRS:
        for name in repair.operations:
            node = operations[name]
            for part in repair.at.split("/"):
                node = node[int(part)] if isinstance(node, list) else node.get(part, {})
            assert node == (repair.new or {})
