"""The values of the options and the modifiers of a product."""

from typing import Any

import pytest

PRODUCT = "/stores/abc123/v3/catalog/products/77"
GIVEN = {
    "options": {"display_name": "Size", "type": "dropdown"},
    "modifiers": {"display_name": "Engraving", "type": "dropdown", "required": False},
}
KINDS = pytest.mark.parametrize("kind", ["options", "modifiers"])


def add(api: Any, kind: str, *labels: str, name: str = "Size") -> str:
    """Add an option with values; gives its path."""
    given = GIVEN[kind] | {
        "display_name": name,
        "option_values": [{"label": label, "sort_order": 0} for label in labels],
    }
    return f"{PRODUCT}/{kind}/{api.post(f'{PRODUCT}/{kind}', json=given).json()['data']['id']}"


def labels_of(api: Any, path: str) -> list[tuple[int, str]]:
    """The ids and the labels of an option's values."""
    values = api.get(path).json()["data"]["option_values"]
    return [(value["id"], value["label"]) for value in values]


@KINDS
def test_a_value_is_added_to_its_option(api: Any, kind: str) -> None:
    path = add(api, kind, "S", "M")
    made = api.post(f"{path}/values", json={"label": "L", "sort_order": 2}).json()["data"]
    assert (made["label"], made["sort_order"], made["is_default"]) == ("L", 2, False)
    assert labels_of(api, path) == [(1001, "S"), (1002, "M"), (made["id"], "L")]
    assert made.items() <= api.get(f"{path}/values/{made['id']}").json()["data"].items()


@KINDS
def test_a_value_that_is_changed_keeps_its_place(api: Any, kind: str) -> None:
    path = add(api, kind, "S", "M")
    assert api.put(f"{path}/values/1001", json={"label": "XS"}).json()["data"]["label"] == "XS"
    assert labels_of(api, path) == [(1001, "XS"), (1002, "M")]


@KINDS
def test_a_deleted_value_is_gone_from_its_option(api: Any, kind: str) -> None:
    path = add(api, kind, "S", "M")
    assert api.call("DELETE", f"{path}/values/1001").status_code == 204
    assert labels_of(api, path) == [(1002, "M")]
    assert api.get(f"{path}/values/1001").status_code == 404


@KINDS
def test_an_option_has_its_own_values_only(api: Any, kind: str) -> None:
    first, second = add(api, kind, "S"), add(api, kind, "Red", "Blue", name="Colour")
    assert [each["label"] for each in api.get(f"{second}/values").json()["data"]] == ["Red", "Blue"]
    assert api.get(f"{first}/values/2001").status_code == 404


@KINDS
def test_the_values_come_new_with_their_option(api: Any, kind: str) -> None:
    path = add(api, kind, "S", "M")
    api.put(path, json={"option_values": [{"id": 1002, "label": "M"}, {"label": "L"}]})
    assert labels_of(api, path) == [(1002, "M"), (1003, "L")]


def test_a_value_of_a_modifier_adjusts_the_price(api: Any) -> None:
    path = add(api, "modifiers", "Name")
    adjusters = {"price": {"adjuster": "relative", "adjuster_value": 5}}
    changed = api.put(f"{path}/values/1001", json={"adjusters": adjusters}).json()["data"]
    assert changed["adjusters"]["price"] == adjusters["price"]
    assert changed["adjusters"]["weight"] == {"adjuster": None, "adjuster_value": 0}


@KINDS
def test_a_value_needs_a_label(api: Any, kind: str) -> None:
    assert api.post(f"{add(api, kind, 'S')}/values", json={"sort_order": 1}).status_code == 422
