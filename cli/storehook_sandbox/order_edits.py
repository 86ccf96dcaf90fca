"""What a request may write to an order, and how v2 stores it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

from storehook_sandbox.errors import ApiError
from storehook_sandbox.json_values import as_object
from storehook_sandbox.orders import LINKS, MONEY, STATUSES, Order, as_date, blank_order

_READ_ONLY = """
date_modified date_shipped status subtotal_tax shipping_cost_tax handling_cost_tax wrapping_cost_tax total_tax
items_shipped payment_status store_credit_amount gift_certificate_amount coupon_discount currency_id currency_code
currency_exchange_rate shipping_address_count is_email_opt_in order_source cart_id external_id
"""

READ_ONLY = frozenset({"id", *_READ_ONLY.split(), *LINKS})
"""Fields that a PUT may not name (BigCommerce docs, orders v2 reference). The lists are not writable here yet."""

_DERIVED = frozenset({"id", "status", "date_modified", *LINKS})
"""Fields that even a new order gets from the store."""

_MOST = Decimal(10) ** 12


def created(order_id: int, given: object, now: float) -> Order:
    """A new order.

    Args:
        order_id: its id.
        given: the fields that are known; the others have their defaults.
        now: unix seconds.

    Raises:
        ApiError: 400, if a field is unknown, set by the store, or has the wrong type.
    """
    blank = blank_order(order_id, now)
    return _with(blank, _fields(given, blank, _DERIVED), blank["date_modified"])


def changed(order: Order, given: object, now: float) -> Order:
    """The order after a PUT: the given fields are new, the others stay, and it is modified `now` (unix seconds).

    Raises:
        ApiError: 400, if nothing is given, or a field is unknown, read-only, or has the wrong type.
    """
    fields = _fields(given, order, READ_ONLY)
    if not fields:
        raise ApiError(400, "The request must name at least one field.")
    return _with(order, fields, as_date(now))


@lru_cache(maxsize=16_384)
def parse_date(text: str) -> datetime:
    """Read RFC 2822 or ISO 8601, the two forms that v2 takes; without a zone it is UTC.

    Raises:
        ValueError: if it is neither.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = parsedate_to_datetime(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def is_within(date: str, earliest: datetime | None, latest: datetime | None, *, includes_moment: bool) -> bool:
    """Whether a date lies between two moments, if they are given; `includes_moment` tells whether it may be one."""
    moment = parse_date(date)
    if not includes_moment and moment in (earliest, latest):
        return False
    return (earliest is None or moment >= earliest) and (latest is None or moment <= latest)


def _with(order: Order, fields: Order, modified: str) -> Order:
    after = order | fields
    return after | {"status": STATUSES[after["status_id"]], "date_modified": modified}


def _fields(given: object, order: Order, fixed: frozenset[str]) -> Order:
    names = as_object(given)
    if names is None:
        raise ApiError(400, "The request must be a JSON object.")
    for name in names:
        if name in fixed:
            raise ApiError(400, f"The field '{name}' cannot be written to. Please remove it and try again.")
        if name not in order:
            raise ApiError(400, f"The field '{name}' is not a field of an order.")
    return {name: _stored(name, value, order[name]) for name, value in names.items()}


def _stored(name: str, value: Any, current: Any) -> Any:
    try:
        return _convert(name, value, current)
    except (TypeError, ValueError, OverflowError, InvalidOperation) as error:
        raise ApiError(400, f"The field '{name}' is invalid.") from error


def _convert(name: str, value: Any, current: Any) -> Any:
    if name in MONEY:
        return _money(value)
    if name == "billing_address":
        return _address(value, current)
    if name == "date_created":
        return as_date(parse_date(_text(value)).timestamp())
    if name == "status_id" and value not in STATUSES:
        raise ValueError(value)
    return _same_type(value, current)


def _money(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise TypeError(value)
    amount = Decimal(str(value))
    if not abs(amount) < _MOST:
        raise ValueError(value)
    return str(amount.quantize(Decimal("1.0000"), ROUND_HALF_UP))


def _address(value: object, current: Mapping[str, str]) -> Mapping[str, str]:
    given = as_object(value)
    if given is None or not current.keys() >= given.keys():
        raise TypeError(value)
    return {**current, **{name: _text(part) for name, part in given.items()}}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _same_type(value: Any, current: Any) -> Any:
    # A field that is text or null now may be either later: `external_source` starts as null.
    alike = isinstance(value, str | None) if isinstance(current, str | None) else type(value) is type(current)
    if not alike:
        raise TypeError(value)
    return value
