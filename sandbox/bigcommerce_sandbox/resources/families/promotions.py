"""Promotions and their codes. Source: BigCommerce docs, promotions v3 reference. Nothing is sent of them.

What a promotion does to a cart is a language of its own, in `rules`: they are kept as they come, and no cart of a store
here heeds them.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from bigcommerce_sandbox.engine.dates import as_iso
from bigcommerce_sandbox.errors import invalid, not_found
from bigcommerce_sandbox.resources.events import Items
from bigcommerce_sandbox.resources.lists import answer_list, select
from bigcommerce_sandbox.resources.operations import Asked, Operation, ids
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, schema
from bigcommerce_sandbox.resources.views import shown
from bigcommerce_sandbox.resources.writes import Writes

MOST_CODES = 250

_OVERRIDES = ("coupon_overrides_other_promotions", "coupon_overrides_automatic_when_offering_higher_discounts")

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

_PARTS = {
    "channels": schema("integer: id+"),
    "customer": schema("[integer]: group_ids excluded_group_ids\ninteger: minimum_order_count\nobject: segments?"),
    "rules": schema("object: action+ condition?\nboolean: apply_once stop"),
    "notifications": schema("text: content+\nUPSELL|ELIGIBLE|APPLIED: type+\n[text]: locations+"),
    "schedule": schema("integer: week_frequency\n[text]: week_days\ntext: daily_start_time daily_end_time"),
}


def _shown(items: Items, promotion: Item) -> Item:
    """One with codes tells the first of them; one without has no fields for that."""
    if promotion["redemption_type"] == "AUTOMATIC":
        return {
            name: value
            for name, value in promotion.items()
            if name not in ("codes", "multiple_codes", "coupon_type", *_OVERRIDES)
        }
    codes = items.of(CODES.name, promotion_id=promotion["id"])
    first = {name: value for name, value in codes[0].items() if name != "promotion_id"} if codes else None
    return promotion | {"codes": first, "multiple_codes": {"has_multiple_codes": len(codes) > 1}}


PROMOTIONS = Resource(
    name="promotions",
    path="/v3/promotions",
    fields=schema(
        f"""
        integer: id!! current_uses!! max_uses?
        AUTOMATIC|COUPON: redemption_type
        text: name display_name currency_code=USD
        list: channels rules notifications
        object: customer shipping_address? schedule?
        ENABLED|DISABLED|INVALID: status
        iso: start_date end_date?
        boolean: stop can_be_used_with_other_promotions=true
        api|react_ui|legacy_ui: created_from!!
        object: codes!!? multiple_codes!!
        boolean: {" ".join(_OVERRIDES)}
        SINGLE|BULK: coupon_type
        text: text~!!
        list: code~!! channel_ids~!!
        """,
        **_PARTS,
    ),
    actions=("read", "create", "update"),
    filters="id name code=code:in currency_code redemption_type=redemption_type:like status=status:like "
    "channels=channel_ids:in query=text:like",
    sorts="id name start_date",
    created=201,
    shows=_shown,
)

CODES = Resource(
    name="promotion_codes",
    path="/v3/promotions/{promotion_id}/codes",
    refers={"promotion_id": "promotions"},
    fields=schema(
        """
        integer: id!! promotion_id~!! current_uses!! max_uses max_uses_per_customer
        text: code+
        iso: created!!
        """
    ),
    actions=("list", "create", "delete"),
    filters="code",
    cursors=True,
    unique=("code",),
    created=201,
    completes=lambda items, code, _given: _fitting(items, code),
)


def _fitting(items: Items, code: Item) -> Item:
    promotion = items.find(PROMOTIONS.name, code["promotion_id"]) or {}
    others = len(items.of(CODES.name, promotion_id=promotion["id"])) > 1
    if promotion["redemption_type"] != "COUPON" or (promotion["coupon_type"] == "SINGLE" and others):
        raise invalid({"code": "The promotion takes no such code: see 'redemption_type' and 'coupon_type'"})
    return code


def _searched(items: Items, promotion: Item) -> Item:
    """A promotion with what a list finds it by."""
    codes = [code["code"] for code in items.of(CODES.name, promotion_id=promotion["id"])]
    # One that names no channel is for all of them.
    channels = [each["id"] for each in promotion["channels"]] or [channel["id"] for channel in items.of("channels")]
    return promotion | {"code": codes, "channel_ids": channels, "text": " ".join([promotion["name"], *codes])}


def _list(writes: Writes, asked: Asked) -> Any:
    known = [_searched(writes.items, each) for each in writes.items.all(PROMOTIONS.name).values()]
    show = shown(PROMOTIONS, writes.items, asked.url)
    return answer_list(PROMOTIONS, select(PROMOTIONS, known, asked.query), asked.query, show)


def _delete(writes: Writes, promotion_ids: Iterable[Any]) -> None:
    for promotion_id in promotion_ids:
        writes.items.get(PROMOTIONS.name, promotion_id)
        if writes.items.of(CODES.name, promotion_id=promotion_id):
            raise invalid({"id": "A promotion with codes is not deleted: delete those first"})
        writes.delete(PROMOTIONS, promotion_id)


def _delete_codes(writes: Writes, asked: Asked) -> None:
    of_promotion = {"promotion_id": asked.path["promotion_id"]}
    writes.items.get(PROMOTIONS.name, of_promotion["promotion_id"])
    for code in writes.items.of(CODES.name, **of_promotion):
        if code["id"] in ids(asked.query["id:in"]) and asked.query.get("code", code["code"]) == code["code"]:
            writes.delete(CODES, code["id"])


def _delete_code(writes: Writes, asked: Asked) -> None:
    found = writes.items.of(CODES.name, code=asked.query["code"])
    if not found:
        raise not_found()
    writes.delete(CODES, found[0]["id"])


def _list_codes(writes: Writes, asked: Asked) -> Any:
    found = select(CODES, writes.items.all(CODES.name).values(), asked.query)
    return answer_list(CODES, found, asked.query, shown(CODES, writes.items, asked.url))


def _generate(writes: Writes, asked: Asked) -> Item:
    promotion = writes.items.get(PROMOTIONS.name, asked.path["promotion_id"])
    given = {"max_uses": 1, "max_uses_per_customer": 1, "code_length": 16} | asked.given
    if promotion["coupon_type"] != "BULK" or not 0 < given["batch_size"] <= MOST_CODES:
        raise invalid({"batch_size": f"A promotion of the type BULK gets 1 to {MOST_CODES} codes at once"})
    if not 6 <= given["code_length"] <= 16:
        raise invalid({"code_length": "Must be 6 to 16"})
    uses = {name: given[name] for name in ("max_uses", "max_uses_per_customer")}
    codes = [_code(given, f"{promotion['id']}/{writes.now}/{at}") for at in range(given["batch_size"])]
    for code in codes:
        writes.create(CODES, uses | {"code": code}, {"promotion_id": promotion["id"]})
    batch = {"created": as_iso(writes.now), "batch_size": len(codes), "codes": [{"code": code} for code in codes]}
    return batch | uses


def _code(given: Item, seed: str) -> str:
    letters = [each for each in _LETTERS if each not in given.get("exclude_characters", [])]
    if not letters:
        raise invalid({"exclude_characters": "No letter is left"})
    drawn = "".join(letters[byte % len(letters)] for byte in sha256(seed.encode()).digest()[: given["code_length"]])
    around = [given.get("prefix", ""), drawn, given.get("suffix", "")]
    return given.get("delimiter", "").join(part for part in around if part)


PROMOTION_OPERATIONS = (
    Operation(
        method="GET",
        path=PROMOTIONS.path,
        does=_list,
        query="id name code currency_code redemption_type status channels query page limit sort direction",
        bare=True,
    ),
    Operation(
        method="DELETE",
        path=PROMOTIONS.path,
        does=lambda writes, asked: _delete(writes, ids(asked.query["id:in"])),
        query="id:in",
        needs="id:in",
    ),
    Operation(
        method="DELETE",
        path="/v3/promotions/{promotion_id}",
        does=lambda writes, asked: _delete(writes, [asked.path["promotion_id"]]),
    ),
    Operation(method="DELETE", path=CODES.path, does=_delete_codes, query="id:in code", needs="id:in"),
    Operation(method="GET", path="/v3/promotions/codes", does=_list_codes, query="code", bare=True),
    Operation(method="DELETE", path="/v3/promotions/codes", does=_delete_code, query="code", needs="code"),
    Operation(
        method="POST",
        path="/v3/promotions/{promotion_id}/codegen",
        does=_generate,
        takes=schema(
            """
            integer: batch_size+ max_uses max_uses_per_customer code_length
            text: prefix suffix
            _|-: delimiter
            [text]: exclude_characters
            """
        ),
        status=201,
    ),
)
