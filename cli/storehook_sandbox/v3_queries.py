"""Which items a v3 list gets, in what order and in what pages: products and customers alike.

Source: BigCommerce docs, catalog products v3 and customers v3 references.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.responses import JSONResponse, Response

from storehook_sandbox.cursors import cursor_pagination, read_cursor
from storehook_sandbox.errors import ApiError
from storehook_sandbox.order_edits import is_within, parse_date
from storehook_sandbox.pages import pagination, read_page

type Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sort:
    """The order of a list: by a field, then by id."""

    field: str = "id"
    descends: bool = False

    def of(self, items: Iterable[Item]) -> list[Item]:
        """The items in this order."""
        return sorted(items, key=lambda item: (self._rank(item), item["id"]), reverse=self.descends)

    def _rank(self, item: Item) -> Any:
        return parse_date(item[self.field]) if self.field.startswith("date_") else item[self.field]


def read_sort(field: str, direction: str, sortable: Iterable[str]) -> Sort:
    """Read how a list is to be sorted.

    Raises:
        ApiError: 422, if the field is not one of `sortable`, or the direction is neither asc nor desc.
    """
    if field not in sortable or direction not in ("asc", "desc"):
        raise ApiError(422, "The value of 'sort' or 'direction' is not valid.")
    return Sort(field, descends=direction == "desc")


def answer_list(
    items: Iterable[Item],
    query: Mapping[str, str],
    sort: Sort,
    *,
    includes_moment: bool,
    show: Callable[[Item], Item] = dict,
) -> Response:
    """One page, by number or by cursor. With a cursor, a number does not count.

    Args:
        items: all of them.
        query: the request's.
        sort: the order of the list.
        includes_moment: whether a filter by date lets its own moment through.
        show: gives an item as the answer has it.

    Raises:
        ApiError: 400 for a number that is none, 422 for a filter or a cursor that cannot be read, or for a cursor
            in a list that is not sorted by id: how BigCommerce's cursors follow another order is not documented.
    """
    page, cursor = read_page(query), read_cursor(query)
    found = sort.of(select(items, query, includes_moment=includes_moment))
    if cursor is None:
        shown = page.of(found)
        cursors = cursor_pagination(shown, found, page.limit) if sort == Sort() else {}
        return JSONResponse({"data": [*map(show, shown)], "meta": pagination(page, len(found), len(shown)) | cursors})
    if sort != Sort():
        raise ApiError(422, "A cursor follows the ids: leave out 'sort' and 'direction'.")
    window = cursor.of(found, page.limit)
    return JSONResponse({"data": [*map(show, window)], "meta": cursor_pagination(window, found, page.limit)})


def select(items: Iterable[Item], query: Mapping[str, str], *, includes_moment: bool) -> list[Item]:
    """The items that `id:in`, `date_modified:min` and `date_modified:max` let through.

    Args:
        items: all of them.
        query: the request's.
        includes_moment: whether both moments are let through themselves.

    Raises:
        ApiError: 422, if a date cannot be read.
    """
    wanted = set(query["id:in"].split(",")) if "id:in" in query else None
    earliest, latest = (_date(query, f"date_modified:{end}") for end in ("min", "max"))
    return [
        item
        for item in items
        if (wanted is None or str(item["id"]) in wanted)
        and is_within(item["date_modified"], earliest, latest, includes_moment=includes_moment)
    ]


def _date(query: Mapping[str, str], name: str) -> datetime | None:
    try:
        return parse_date(query[name]) if name in query else None
    except ValueError as error:
        raise ApiError(422, f"The filter(s): {name} are not valid dates.") from error
