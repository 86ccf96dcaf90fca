"""Coupons, gift certificates and banners. BigCommerce sends no events of them.

Source: BigCommerce docs, marketing v2 reference.
"""

from collections.abc import Mapping
from typing import Any

from bigcommerce_sandbox.engine.changes import Draft
from bigcommerce_sandbox.engine.dates import as_rfc, parse_date
from bigcommerce_sandbox.engine.families.discounts import COUPON_TYPES, COUPONS
from bigcommerce_sandbox.engine.families.money import written
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Rules
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import refused

_NEW_COUPON: Row = {"num_uses": 0, "max_uses": 0, "min_purchase": "0", "expires": "", "enabled": True}

_CODE_LENGTH = 20
"""Characters of a gift certificate's code. The others are cut off."""


def _check_date(row: Row, name: str) -> None:
    try:
        _ = row.get(name) and parse_date(row[name])
    except ValueError as error:
        raise refused("v2", {name: "Not a date"}) from error


def _coupon(draft: Draft) -> Mapping[str, Any]:
    row = _NEW_COUPON | draft.row
    _check_date(row, "expires")
    return row | written(row, ("amount", "min_purchase"))


def _certificate(draft: Draft) -> Mapping[str, Any]:
    row = {"balance": draft.row["amount"], "purchase_date": as_rfc(draft.store.now)} | draft.row
    for name in ("purchase_date", "expiry_date"):
        _check_date(row, name)
    return row | written(row, ("amount", "balance")) | {"code": row.get("code", "")[:_CODE_LENGTH]}


def _other_types(_store: Store, coupon: Row) -> list[str]:
    return [name for name in COUPON_TYPES if name != coupon["type"]]


RULES: Mapping[str, Rules] = {
    COUPONS: Rules(table="coupons", filters={"exclude_type": _other_types}, computed=(_coupon,)),
    "v2/gift_certificates": Rules(
        defaults={"template": "general.html", "currency_code": "USD"},
        computed=(_certificate,),
    ),
    "v2/banners": Rules(defaults={"date_from": "0", "date_to": "0", "visible": "1", "item_id": "0"}),
}
