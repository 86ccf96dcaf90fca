"""Price lists, their prices, and to whom they are assigned.

A price that is written alone, by its variant and currency, is told of alone; those of one array are told of together.

Source: BigCommerce docs, price lists v3 reference; webhook events, price lists.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bigcommerce_sandbox.engine.answers import enveloped, item_of, page_of
from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.bodies import check_body, fields_of
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.changes import Change, Draft, Event, EventOfMany, data
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.roles import array, tried
from bigcommerce_sandbox.engine.rules import Reference, Rules, Unique
from bigcommerce_sandbox.errors import not_found, refused

_LISTS = "v3/pricelists"

_RECORDS = "v3/pricelists/records"

_ASSIGNMENTS = "v3/pricelists/assignments"

_VARIANTS = "v3/catalog/products/variants"

_NO_PRICES: Mapping[str, Any] = dict.fromkeys(("price", "sale_price", "retail_price", "map_price", "calculated_price"))


_LIST_ID = data(price_list_id="id")

_ASSIGNED = data(price_list_id="price_list_id", channel_id="channel_id", customer_group_id="customer_group_id")


def _list_ids(changes: list[Change]) -> Mapping[str, Any]:
    return {"price_list_ids": [change.after["id"] for change in changes]}


def _turned(*, on: bool) -> Callable[[Change], bool]:
    return lambda change: change.differs("active") and change.after["active"] is on


def _price(change: Change) -> Mapping[str, Any]:
    record = change.after
    return {name: record[name] for name in ("price_list_id", "variant_id")} | {"currency": record["currency"].upper()}


def _calculated(draft: Draft) -> Mapping[str, Any]:
    variant, sale = draft.store.get(_VARIANTS, draft.row["variant_id"]), draft.value("sale_price")
    price = draft.value("price") if sale is None else sale
    return {"product_id": variant["product_id"], "sku": variant.get("sku", ""), "calculated_price": price}


def _place(call: Call, item: Mapping[str, Any]) -> Row:
    """Return what names a price: the list, the variant and the currency as the store writes it.

    Raises:
        ApiError: 422 if one of them is missing or unknown.
    """
    named = dict(item) | call.links
    variant = {"id": named["variant_id"]} if "variant_id" in named else {"sku": named.get("sku")}
    rows = call.store.of(_VARIANTS, **variant)
    if not rows or call.store.find(_LISTS, named.get("price_list_id")) is None:
        name = "price_list_id" if rows else "variant_id"
        raise refused("v3", {name: "Not an id among those of this store"})
    if not named.get("currency"):
        raise refused("v3", {"currency": "A price needs one"})
    place = {"price_list_id": named["price_list_id"], "variant_id": rows[0]["id"]}
    return place | {"currency": named["currency"].lower()}


def _write(call: Call, place: Row, fields: Mapping[str, Any], *, replaces: bool) -> Row:
    there = call.store.of(_RECORDS, **place) if replaces else []
    return call.store.replace(_RECORDS, there[0], fields) if there else call.store.create(_RECORDS, {**fields, **place})


@operation(f"POST /{_RECORDS}", f"PUT /{_RECORDS}")
@operation("POST /v3/pricelists/{price_list_id}/records", "PUT /v3/pricelists/{price_list_id}/records")
def _write_records(call: Call) -> Answer:
    call.store.is_bulk = True
    items = array(call)
    check_body(call.model, call.operation, items)
    _, failed = tried(call, items, lambda item: _write_record(call, item))
    errors = [{"data": item, "field_errors": error.errors or {"": error.title}} for item, error in failed]
    return Answer(422, {"batch_errors": errors}) if failed else enveloped(call, {})


def _write_record(call: Call, item: Row) -> Row:
    place, given = _place(call, item), fields_of(call.operation, item)
    fields = {name: value for name, value in given.items() if name != "sku"} | place
    return _write(call, place, fields, replaces=call.operation.method == "PUT")


def _of_path(call: Call) -> Row:
    named = {"variant_id": call.arguments["variant_id"]}
    currency = call.arguments.get("currency_code")
    return call.links | named | ({"currency": str(currency).lower()} if currency else {})


@operation("GET /v3/pricelists/{price_list_id}/records/{variant_id}")
def _list_of_variant(call: Call) -> Answer:
    call.store.get(_VARIANTS, call.arguments["variant_id"])
    return page_of(call, call.store.of(_RECORDS, **_of_path(call)))


def _record(call: Call) -> Row:
    found = call.store.of(_RECORDS, **_of_path(call))
    if not found:
        raise not_found()
    return found[0]


@operation("GET /v3/pricelists/{price_list_id}/records/{variant_id}/{currency_code}")
def _show_record(call: Call) -> Answer:
    return item_of(call, _record(call))


@operation("PUT /v3/pricelists/{price_list_id}/records/{variant_id}/{currency_code}")
def _put_record(call: Call) -> Answer:
    call.store.get(_VARIANTS, call.arguments["variant_id"])
    row = _write(call, _of_path(call), fields_of(call.operation, call.body), replaces=True)
    return item_of(call, row)


@operation("DELETE /v3/pricelists/{price_list_id}/records/{variant_id}/{currency_code}")
def _delete_record(call: Call) -> Answer:
    call.store.delete(_RECORDS, _record(call)["id"])
    return Answer(204)


@operation("PUT /v3/pricelists/{price_list_id}/assignments")
def _assign(call: Call) -> Answer:
    to = fields_of(call.operation, call.body)
    there = call.store.of(_ASSIGNMENTS, **to)
    assigned = to | call.links
    row = call.store.replace(_ASSIGNMENTS, there[0], assigned) if there else call.store.create(_ASSIGNMENTS, assigned)
    return item_of(call, row)


@operation("POST /v3/pricelists/assignments")
def _assign_many(call: Call) -> Answer:
    check_body(call.model, call.operation, array(call))
    for item in call.body:
        call.store.create(_ASSIGNMENTS, {"channel_id": 1} | fields_of(call.operation, item))
    return Answer(200)


RULES: Mapping[str, Rules] = {
    _LISTS: Rules(
        table="price_lists",
        defaults={"active": True},
        computed=(lambda draft: {"active": draft.value("active", True)},),
        events=(
            Event("store/priceList/{write}", _LIST_ID),
            Event("store/priceList/activated", _LIST_ID, ("updated",), _turned(on=True)),
            Event("store/priceList/deactivated", _LIST_ID, ("updated",), _turned(on=False)),
        ),
        together=(EventOfMany("store/priceLists/deleted", _list_ids, ("deleted",)),),
    ),
    _RECORDS: Rules(
        links={_VARIANTS: "variant_id"},
        defaults=_NO_PRICES,
        computed=(_calculated,),
        reveals={"sku": "sku", "bulk_pricing_tiers": "bulk_pricing_tiers"},
        unique=(Unique(("price_list_id", "variant_id", "currency")),),
        filters={"currency": lambda _store, record: [record["currency"], record["currency"].upper()]},
        events=(Event("store/priceList/record/{write}", _price),),
        together=(EventOfMany("store/priceList/records/{write}", lambda changes: [*map(_price, changes)]),),
    ),
    _ASSIGNMENTS: Rules(
        unique=(Unique(("customer_group_id", "channel_id")),),
        refers={
            "customer_group_id": Reference("v2/customer_groups", on_delete="delete"),
            "channel_id": Reference("v3/channels"),
        },
        events=(
            Event("store/priceList/assignment/updated", _ASSIGNED, ("created", "updated")),
            Event("store/priceList/assignment/deleted", _ASSIGNED, ("deleted",)),
        ),
    ),
}
