"""Parts of a product: images, videos, custom fields, reviews, and rules of prices. BigCommerce sends no events of them.

Source: BigCommerce docs, products, reviews, images, videos, bulk pricing rules and complex rules in the v3 catalog.
"""

from collections.abc import Mapping
from typing import Any

from bigcommerce_sandbox.engine.changes import Change, Draft
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Rules
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import ApiError, refused

_PRODUCTS = "v3/catalog/products"
IMAGES = f"{_PRODUCTS}/images"
_RULES = f"{_PRODUCTS}/bulk-pricing-rules"

_SIZES = ("url_zoom", "url_standard", "url_thumbnail", "url_tiny")

_REVIEWED = {"approved": 1, "pending": 0, "disapproved": -1}
"""The numbers by which the filter names what became of a review."""


_UNCHANGED = {"adjuster": "relative", "adjuster_value": 0}


def _pictured(draft: Draft) -> Mapping[str, Any]:
    if not draft.value("image_url"):
        raise refused("v3", {"image_url": "An image needs an address"})
    return dict.fromkeys(_SIZES, draft.row["image_url"])


def _others(store: Store, image: Row) -> list[Row]:
    return [row for row in store.of(IMAGES, product_id=image["product_id"]) if row["id"] != image["id"]]


def is_thumbnail(store: Store, image: Row) -> bool:
    """Return true for the image that a product is shown with: the chosen one, or else the first."""
    is_first = all(image["id"] < row["id"] and not row.get("is_thumbnail") for row in _others(store, image))
    return image.get("is_thumbnail", False) or is_first


def _choose_alone(change: Change) -> None:
    if change.write != "deleted" and change.after.get("is_thumbnail"):
        for row in _others(change.store, change.after):
            if row.get("is_thumbnail"):
                change.store.update(IMAGES, row["id"], {"is_thumbnail": False})


def _check_ranges(draft: Draft) -> Mapping[str, Any]:
    """Refuse a range of quantities that overlaps that of another rule of the product."""
    low, high = _range(draft.row)
    for row in draft.store.of(_RULES, product_id=draft.row["product_id"]):
        other_low, other_high = _range(row)
        if row["id"] != draft.row["id"] and low <= other_high and other_low <= high:
            raise ApiError(409, "Another bulk pricing rule of the product has some of these quantities.")
    return {}


def _check_amount(draft: Draft) -> Mapping[str, Any]:
    if not isinstance(draft.row["amount"], int | float):
        raise refused("v3", {"amount": "Must be a number"})
    return {}


def _range(rule: Row) -> tuple[int, float]:
    # A rule without a largest quantity holds for any number.
    return rule["quantity_min"], rule.get("quantity_max") or float("inf")


def _check_status(draft: Draft) -> Mapping[str, Any]:
    if draft.value("status", "approved") not in _REVIEWED:
        raise refused("v3", {"status": f"One of {', '.join(_REVIEWED)}"})
    return {}


def _status_code(_store: Store, review: Row) -> int:
    return _REVIEWED[review.get("status", "approved")]


def _numbered(draft: Draft) -> Mapping[str, Any]:
    """Give the conditions of a rule their ids."""
    rule_id, conditions = draft.row["id"], draft.value("conditions", [])
    ids = dict.fromkeys(("modifier_id", "modifier_value_id", "variant_id", "combination_id"))
    numbered = enumerate(conditions, rule_id * 100 + 1)
    return {"conditions": [{"id": number, "rule_id": rule_id} | ids | condition for number, condition in numbered]}


RULES: Mapping[str, Rules] = {
    IMAGES: Rules(table="images", computed=(_pictured,), derived={"is_thumbnail": is_thumbnail}, after=_choose_alone),
    f"{_PRODUCTS}/videos": Rules(table="videos"),
    f"{_PRODUCTS}/custom-fields": Rules(table="custom_fields"),
    _RULES: Rules(
        table="bulk_pricing_rules",
        roles={f"GET /{_PRODUCTS}/{{product_id}}/bulk-pricing-rules": "list"},
        computed=(_check_amount, _check_ranges),
    ),
    f"{_PRODUCTS}/complex-rules": Rules(
        table="complex_rules",
        defaults={"enabled": True, "price_adjuster": _UNCHANGED, "weight_adjuster": _UNCHANGED},
        computed=(_numbered,),
    ),
    f"{_PRODUCTS}/reviews": Rules(
        table="reviews",
        defaults={"status": "approved"},
        filters={"status": _status_code},
        computed=(_check_status,),
    ),
}
