"""Options and modifiers of products, with their values. A value is the same in its option and at its own path.

BigCommerce sends no events of them: `store/option/updated` and its like are about texts for a channel and a language.

Source: BigCommerce docs, product variant options and product modifiers v3 references.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bigcommerce_sandbox.engine.answers import enveloped
from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.bodies import fields_of
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.changes import Draft
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Rules
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import refused

_PRODUCTS = "v3/catalog/products"
OPTIONS, MODIFIERS = f"{_PRODUCTS}/options", f"{_PRODUCTS}/modifiers"
_VALUES = f"{OPTIONS}/values"

_OWNERS = {OPTIONS: "option_id", MODIFIERS: "modifier_id"}
"""The fields that hold the id of a value's owner."""

_ADJUSTERS = {
    "price": {"adjuster": None, "adjuster_value": 0},
    "weight": {"adjuster": None, "adjuster_value": 0},
    "purchasing_disabled": {"status": False, "message": ""},
    "image_url": "",
}


def _with_name(draft: Draft) -> Mapping[str, Any]:
    return {"name": f"{draft.row['display_name']}{draft.row['id']}"}


def _values_of(kind: str) -> Callable[[Store, Row], list[Row]]:
    return lambda store, option: store.of(f"{kind}/values", **{_OWNERS[kind]: option["id"]})


def _with_data(draft: Draft) -> Mapping[str, Any]:
    return {"value_data": draft.value("value_data")}


def _with_option_id(draft: Draft) -> Mapping[str, Any]:
    return {"option_id": draft.row["modifier_id"], "adjusters": _ADJUSTERS | (draft.value("adjusters") or {})}


@operation("POST /v3/catalog/products/{product_id}/modifiers")
def _add_modifier(call: Call) -> Answer:
    # The documents give the answer another shape than the item has everywhere else.
    row = call.store.create(MODIFIERS, fields_of(call.operation, call.body) | call.links)
    values = {"option_values": _values_of(MODIFIERS)(call.store, row)}
    return enveloped(call, call.views.item(call.model).show(row | values))


def chosen(store: Store, product_id: int, given: Row) -> Row:
    """Return the value of an option that a new variant has. An unknown name makes a new option or value.

    Args:
        product_id: of the variant's product.
        given: the option's `option_id` or `option_display_name`, and the value's `id` or `label`.

    Raises:
        ApiError: 422 for an unknown id, or if there is neither.
    """
    options = store.of(OPTIONS, product_id=product_id)
    option = _named_by(options, given, "option_id", "option_display_name") or store.create(
        OPTIONS, {"product_id": product_id, "display_name": given["option_display_name"], "type": "radio_buttons"}
    )
    values = store.of(_VALUES, option_id=option["id"])
    value = _named_by(values, given, "id", "label") or store.create(
        _VALUES, {"option_id": option["id"], "label": given["label"], "sort_order": len(values)}
    )
    ids = {"id": value["id"], "option_id": option["id"]}
    return ids | {"label": value["label"], "option_display_name": option["display_name"]}


def _named_by(rows: Iterable[Row], given: Row, key: str, name: str) -> Row | None:
    by, wanted = ("id", given[key]) if key in given else (name.removeprefix("option_"), given.get(name))
    same = next((row for row in rows if row[by] == wanted), None)
    if same is None and (key in given or not wanted):
        raise refused("v3", {"option_values": f"Each needs the '{key}' of one that the product has, or a '{name}'"})
    return same


def _rules(kind: str) -> Rules:
    return Rules(
        # The documents describe the values of a new modifier as those of an option.
        takes=("option_values.",) if kind == MODIFIERS else (),
        needs={f"POST /v3/catalog/products/{{product_id}}/{kind.rpartition('/')[2]}": ("display_name",)},
        table=kind.rpartition("/")[2],
        computed=(_with_name,),
        brings={"option_values": f"{kind}/values"},
        replaces=("option_values",),
        derived={"option_values": _values_of(kind)},
    )


RULES: Mapping[str, Rules] = {
    OPTIONS: _rules(OPTIONS),
    MODIFIERS: _rules(MODIFIERS),
    _VALUES: Rules(first_id=1001, computed=(_with_data,)),
    f"{MODIFIERS}/values": Rules(first_id=1001, computed=(_with_data, _with_option_id)),
}
