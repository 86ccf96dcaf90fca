"""What else belongs to a product. Source: BigCommerce docs, catalog v3 reference. Nothing is sent of it."""

from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

from bigcommerce_sandbox.resources.events import Change, Items
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, schema

_PRODUCT = "/v3/catalog/products/{product_id}"

_WHOLE = ("list", "read", "create", "update", "delete")


def _condition(rule: Item) -> Callable[[int, Item], Item]:
    def condition(number: int, given: Item) -> Item:
        ids = dict.fromkeys(("modifier_id", "modifier_value_id", "variant_id", "combination_id"))
        return {"id": rule["id"] * 100 + number, "rule_id": rule["id"]} | ids | given

    return condition


def _others(items: Items, image: Item) -> list[Item]:
    return [each for each in items.of("images", product_id=image["product_id"]) if each["id"] != image["id"]]


def _first_stands(items: Items, image: Item) -> Item:
    """The first image stands for its product, where none is chosen."""
    others = _others(items, image)
    is_first = all(image["id"] < each["id"] and not each["is_thumbnail"] for each in others)
    return image | {"is_thumbnail": image["is_thumbnail"] or is_first}


def _one_stands(items: Items, change: Change) -> Iterable[tuple[str, Any, Item]]:
    """An image that is chosen stands for its product alone."""
    chosen = [each for each in _others(items, change.after) if each["is_thumbnail"] and change.after["is_thumbnail"]]
    yield from ((IMAGES.name, each["id"], {"is_thumbnail": False}) for each in chosen)


IMAGES = Resource(
    name="images",
    path=f"{_PRODUCT}/images",
    refers={"product_id": "products"},
    fields=schema(
        """
        integer: id!! product_id!! sort_order
        text: image_url+ url_zoom!! url_standard!! url_thumbnail!! url_tiny!! description
        boolean: is_thumbnail
        iso: date_modified!!
        """
    ),
    actions=_WHOLE,
    picks=True,
    changes=lambda image: (
        image | {f"url_{size}": image["image_url"] for size in ("zoom", "standard", "thumbnail", "tiny")}
    ),
    shows=_first_stands,
    causes=_one_stands,
)

CUSTOM_FIELDS = Resource(
    name="custom_fields",
    path=f"{_PRODUCT}/custom-fields",
    refers={"product_id": "products"},
    fields=schema(
        """
        integer: id!! product_id~!!
        text: name+ value+
        """
    ),
    actions=_WHOLE,
    picks=True,
)


BULK_PRICING_RULES = Resource(
    name="bulk_pricing_rules",
    path=f"{_PRODUCT}/bulk-pricing-rules",
    refers={"product_id": "products"},
    fields=schema(
        """
        integer: id!! product_id~!! quantity_min+ quantity_max+
        price|percent|fixed: type+
        number: amount+
        """
    ),
    actions=_WHOLE,
    pages=(),
    picks=True,
)

_ADJUSTER = schema("relative|percentage: adjuster?\nnumber: adjuster_value")

COMPLEX_RULES = Resource(
    name="complex_rules",
    path=f"{_PRODUCT}/complex-rules",
    refers={"product_id": "products"},
    fields=schema(
        """
        integer: id!! product_id!! sort_order
        boolean: enabled=true stop purchasing_disabled
        text: purchasing_disabled_message
        boolean: purchasing_hidden
        text: image_url
        object: price_adjuster? weight_adjuster?
        list: conditions
        """,
        price_adjuster=_ADJUSTER,
        weight_adjuster=_ADJUSTER,
        conditions=schema("integer: id rule_id modifier_id? modifier_value_id? variant_id? combination_id?"),
    ),
    actions=_WHOLE,
    picks=True,
    changes=lambda rule: rule | {"conditions": [*map(_condition(rule), count(1), rule["conditions"])]},
)

_STATUS_CODES = {"approved": 1, "pending": 0, "disapproved": -1}
"""As `status` filters: the documents have the first two."""

REVIEWS = Resource(
    name="reviews",
    path=f"{_PRODUCT}/reviews",
    refers={"product_id": "products"},
    fields=schema(
        """
        integer: id!! product_id~!!
        text: title+ text
        approved|pending|disapproved: status
        integer: rating
        text: email name
        iso: date_reviewed+ date_created!! date_modified!!
        integer: status_code~!!
        """
    ),
    actions=_WHOLE,
    filters="status=status_code",
    picks=True,
    changes=lambda review: review | {"status_code": _STATUS_CODES[review["status"]]},
)

VIDEOS = Resource(
    name="videos",
    path=f"{_PRODUCT}/videos",
    refers={"product_id": "products"},
    fields=schema(
        """
        integer: id!! product_id!!
        text: title description
        integer: sort_order
        youtube: type
        text: video_id+^ length!!
        """
    ),
    actions=_WHOLE,
    picks=True,
)
