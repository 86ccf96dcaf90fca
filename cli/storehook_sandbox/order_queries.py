"""Which orders a list request gets, and in what order.

Source: BigCommerce docs, orders v2 reference: by id from the lowest unless `sort` says otherwise.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from storehook_sandbox.errors import ApiError
from storehook_sandbox.order_edits import is_within, parse_date
from storehook_sandbox.orders import Order

SORTABLE = ("id", "customer_id", "status_id", "channel_id", "date_created", "date_modified")


def select(orders: Iterable[Order], query: Mapping[str, str], *, includes_moment: bool = True) -> list[Order]:
    """The orders that `status_id`, `min_date_modified` and `max_date_modified` let through, sorted by `sort`.

    Args:
        orders: all of them.
        query: the request's.
        includes_moment: whether both moments are let through themselves.

    Raises:
        ApiError: 400, if one of the four cannot be read.
    """
    earliest, latest = (_date(query, f"{end}_date_modified") for end in ("min", "max"))
    found = [
        order
        for order in orders
        if query.get("status_id", str(order["status_id"])) == str(order["status_id"])
        and is_within(order["date_modified"], earliest, latest, includes_moment=includes_moment)
    ]
    return _sorted(found, query.get("sort", "id:asc"))


def _date(query: Mapping[str, str], name: str) -> datetime | None:
    try:
        return parse_date(query[name]) if name in query else None
    except ValueError as error:
        raise ApiError(400, f"The value of '{name}' must be an RFC 2822 or ISO 8601 date.") from error


def _sorted(orders: list[Order], sort: str) -> list[Order]:
    field, _, direction = sort.partition(":")
    if field not in SORTABLE or direction not in ("", "asc", "desc"):
        raise ApiError(400, "The value of 'sort' must be a field, and optionally ':asc' or ':desc'.")
    return sorted(orders, key=lambda order: (_rank(order, field), order["id"]), reverse=direction == "desc")


def _rank(order: Order, field: str) -> Any:
    return parse_date(order[field]) if field.startswith("date_") else order[field]
