"""Promotions and their codes. No event tells of them.

`rules` describes the effect of a promotion on a cart, in a language of BigCommerce. The store keeps the rules as they
come, and no cart heeds them.

Source: BigCommerce docs, promotions v3 reference.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from bigcommerce_facts.check import MISSING
from bigcommerce_sandbox.engine.answers import enveloped
from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.changes import Draft
from bigcommerce_sandbox.engine.dates import as_iso
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Reference, Rules, Search
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import refused

_PROMOTIONS = "v3/promotions"

_CODES = "v3/promotions/codes"

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

_GENERATED: Mapping[str, Any] = {"max_uses": 1, "max_uses_per_customer": 1, "code_length": 16}
"""The usual fields of generated codes."""


@operation("POST /v3/promotions/{promotion_id}/codegen")
def _generate(call: Call) -> Answer:
    promotion = call.store.get(_PROMOTIONS, call.arguments["promotion_id"])
    if call.store.value(_PROMOTIONS, promotion, "coupon_type") != "BULK":
        raise refused("v3", {"batch_size": "Only a promotion with the coupon type BULK has generated codes"})
    wanted = {**_GENERATED, **{name: value for name, value in call.body.items() if value is not None}}
    if "batch_size" not in wanted:
        raise refused("v3", {"batch_size": MISSING})
    uses = {name: wanted[name] for name in ("max_uses", "max_uses_per_customer")}
    codes = [_code(wanted, f"{promotion['id']}/{call.store.now}/{at}") for at in range(wanted["batch_size"])]
    for code in codes:
        call.store.create(_CODES, {"code": code, **uses, **call.links})
    batch = {"batch_size": len(codes), "codes": [{"code": code} for code in codes]}
    return enveloped(call, {"created": as_iso(call.store.now), **batch, **uses})


def _code(wanted: Row, seed: str) -> str:
    letters = [letter for letter in _LETTERS if letter not in wanted.get("exclude_characters", ())]
    if not letters:
        raise refused("v3", {"exclude_characters": "Must leave a character"})
    random = sha256(seed.encode()).digest()[: wanted["code_length"]]
    drawn = "".join(letters[byte % len(letters)] for byte in random)
    parts = (wanted.get("prefix", ""), drawn, wanted.get("suffix", ""))
    return wanted.get("delimiter", "").join(part for part in parts if part)


def _dated(draft: Draft) -> Mapping[str, Any]:
    return {"start_date": draft.value("start_date") or as_iso(draft.store.now)}


def _check_code(draft: Draft) -> Mapping[str, Any]:
    """Refuse a code of a promotion that has none, or that has its only one."""
    store, promotion = draft.store, draft.store.get(_PROMOTIONS, draft.row["promotion_id"])
    is_single = store.value(_PROMOTIONS, promotion, "coupon_type") == "SINGLE"
    is_taken = is_single and draft.before is None and bool(_codes(store, promotion))
    if promotion["redemption_type"] != "COUPON" or is_taken:
        raise refused("v3", {"code": "The promotion takes no such code. See 'redemption_type' and 'coupon_type'"})
    return {}


def _codes(store: Store, promotion: Row) -> list[str]:
    return [code["code"] for code in store.of(_CODES, promotion_id=promotion["id"])]


def _first_code(store: Store, promotion: Row) -> Row | None:
    code = next(iter(store.of(_CODES, promotion_id=promotion["id"])), None)
    names = ("id", "code", "current_uses", "max_uses", "max_uses_per_customer", "created")
    return code and {name: store.value(_CODES, code, name) for name in names}


def _number_of_codes(store: Store, promotion: Row) -> Row:
    return {"has_multiple_codes": len(_codes(store, promotion)) > 1}


def _channels(store: Store, promotion: Row) -> list[int]:
    """Return the ids of a promotion's channels: of all channels if it names none."""
    return [channel["id"] for channel in promotion.get("channels") or store.of("v3/channels") if channel]


RULES: Mapping[str, Rules] = {
    _PROMOTIONS: Rules(
        table="promotions",
        filters={"code": _codes, "channels": _channels, "query": Search(("name", _codes))},
        defaults={"currency_code": "USD", "created_from": "api"}
        | dict.fromkeys(("end_date", "max_uses", "schedule", "shipping_address")),
        verbatim=("rules",),
        computed=(_dated,),
        derived={"codes": _first_code, "multiple_codes": _number_of_codes},
    ),
    _CODES: Rules(
        table="promotion_codes",
        refers={"promotion_id": Reference(_PROMOTIONS, 422, on_delete="refuse")},
        computed=(_check_code,),
    ),
    f"{_PROMOTIONS}/codegen": Rules(),
}
