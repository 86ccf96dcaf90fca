"""The prices in price lists. Source: BigCommerce docs, price lists v3 reference and webhook events.

What is written one by one, by the variant and the currency, is sent one by one; what is written many at a time, once.
"""

from dataclasses import replace

from bigcommerce_sandbox.resources.events import Change, Fires, FiresOnce, Items
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, schema

_PRICES = ("price", "sale_price", "retail_price", "map_price", "calculated_price")

_FIELDS = schema(
    """
    number: calculated_price!!?
    iso: date_created!! date_modified!!
    integer: id~!! product_id!! price_list_id!! variant_id^
    text: sku^ currency+^
    number: price? sale_price? retail_price? map_price?
    list: bulk_pricing_tiers
    """,
    bulk_pricing_tiers=schema(
        """
        integer: quantity_min quantity_max
        fixed|price|percent: type
        number: amount
        """
    ),
)


def _meant(items: Items, given: Item) -> Item:
    """With the variant that a SKU names, and the currency as this store writes it."""
    named = items.of("variants", sku=given["sku"]) if given.get("sku") else []
    own = {name: value for name, value in given.items() if name != "sku" or not named}
    currency = {"currency": own["currency"].lower()} if isinstance(own.get("currency"), str) else {}
    return own | currency | ({"variant_id": named[0]["id"]} if named else {})


def _completed(items: Items, record: Item, _given: Item) -> Item:
    variant = items.find("variants", record["variant_id"]) or {}
    return record | {name: variant[name] for name in ("product_id", "sku")}


def _calculated(record: Item) -> Item:
    return record | {"calculated_price": record["price"] if record["sale_price"] is None else record["sale_price"]}


def _told(change: Change) -> Item:
    record = change.after
    return {name: record[name] for name in ("price_list_id", "variant_id")} | {"currency": record["currency"].upper()}


PRICE_RECORDS = Resource(
    name="price_records",
    path="/v3/pricelists/{price_list_id}/records",
    refers={"price_list_id": "price_lists", "variant_id": "variants"},
    fields=_FIELDS,
    actions=("list", "create_many", "upsert_many", "delete_all"),
    filters="variant_id:in product_id:in currency currency:in sku sku:in date_created date_created:min "
    "date_created:max date_modified date_modified:min date_modified:max "
    + " ".join(f"{price} {price}:min {price}:max" for price in _PRICES),
    deletes_by="currency variant_id:in sku:in",
    cursors=True,
    includes=("sku", "bulk_pricing_tiers"),
    most=1000,
    unique=("price_list_id+variant_id+currency",),
    answers={
        "create_many": (200, "nothing meta"),
        "upsert_many": (200, "nothing meta"),
        "partly": (422, "batch_errors"),
    },
    together=(FiresOnce("store/priceList/records/{write}", lambda changes: [*map(_told, changes)]),),
    reads=_meant,
    completes=_completed,
    changes=_calculated,
)

ALL_PRICE_RECORDS = replace(
    PRICE_RECORDS,
    name="all_price_records",
    shares="price_records",
    path="/v3/pricelists/records",
    fields={**_FIELDS, **schema("integer: price_list_id+^")},
    actions=("create_many", "upsert_many"),
    most=100,
)

VARIANT_PRICE_RECORDS = replace(
    PRICE_RECORDS,
    name="variant_price_records",
    shares="price_records",
    path="/v3/pricelists/{price_list_id}/records/{variant_id}",
    key="currency",
    actions=("list", "read", "place", "delete"),
    filters="",
    events=(Fires("store/priceList/record/{write}", _told),),
)
