"""The currencies of a store, and its clock. BigCommerce sends no events of them.

One currency is the default: another takes its place when it is made that.

Source: BigCommerce docs, currencies v2 and store information v2 references.
"""

from collections.abc import Iterable, Mapping

from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.changes import Change, Draft
from bigcommerce_sandbox.engine.dates import as_rfc
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Rules, Unique
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import ApiError, refused

_CURRENCIES = "v2/currencies"


def _seeds(now: float) -> Iterable[Row]:
    known = {"id": 1, "is_default": True, "is_transactional": True, "currency_code": "USD", "name": "US Dollar"}
    looks = {"token": "$", "token_location": "left", "decimal_token": ".", "thousands_token": ",", "decimal_places": 2}
    rate = {"currency_exchange_rate": "1.0000000000", "country_iso2": "US", "enabled": True}
    return [known | looks | rate | {"last_updated": as_rfc(now)}]


def _stays_default(draft: Draft) -> Mapping[str, bool]:
    """Refuse to take the default away other than by another."""
    is_default = bool(draft.value("is_default"))
    if not is_default and not _others(draft.store, draft.row):
        raise refused("v2", {"is_default": "Make another currency the default"})
    return {"is_default": is_default}


def _others(store: Store, currency: Row) -> list[Row]:
    """Return the other currencies that are the default."""
    return [other for other in store.of(_CURRENCIES, is_default=True) if other["id"] != currency["id"]]


def _replace_default(change: Change) -> None:
    if change.after["is_default"]:
        for other in _others(change.store, change.after):
            change.store.update(_CURRENCIES, other["id"], {"is_default": False})


@operation("DELETE /v2/currencies/{id}")
def _delete(call: Call) -> None:
    if call.item()["is_default"]:
        raise ApiError(400, "The default currency cannot be deleted.")


@operation("DELETE /v2/currencies")
def _delete_others(call: Call) -> Answer:
    for currency in call.store.of(_CURRENCIES, is_default=False):
        call.store.delete(_CURRENCIES, currency["id"])
    return Answer(204)


@operation("GET /v2/time")
def _tell_time(call: Call) -> Answer:
    return Answer(200, {"time": int(call.store.now)})


RULES: Mapping[str, Rules] = {
    _CURRENCIES: Rules(
        table="currencies",
        unique=(Unique(("currency_code",)),),
        defaults={"enabled": True},
        computed=(_stays_default,),
        after=_replace_default,
        seeds=_seeds,
        everywhere=True,
    ),
    "v2/time": Rules(),
}
