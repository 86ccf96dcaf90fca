"""What a list answers: which items, in what order, in pages by number or by cursor. Source: the reference of each list.

In v2 that is a bare array, and nothing at all where it would be empty; in v3 there is a `meta` beside the `data`.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bigcommerce_sandbox.cursors import cursor_pagination, read_cursor
from bigcommerce_sandbox.errors import ApiError
from bigcommerce_sandbox.pages import pagination, read_page
from bigcommerce_sandbox.resources.queries import Filter, Sort, lets_through
from bigcommerce_sandbox.resources.resource import Action, Resource
from bigcommerce_sandbox.resources.schema import Item
from bigcommerce_sandbox.resources.writes import Outcome


def select(
    resource: Resource,
    items: Iterable[Item],
    query: Mapping[str, str],
    filters: Mapping[str, Filter] | None = None,
    *,
    includes_moment: bool = True,
) -> list[Item]:
    """The items that a query lets through, but for archived ones.

    Args:
        resource: their kind.
        items: all of them.
        query: the request's.
        filters: those that it may use, if they are not the list's.
        includes_moment: whether a bound that is a date is let through itself.

    Raises:
        ApiError: 400 in v2 and 422 in v3, if a filter cannot be read.
    """
    known = resource.parameters if filters is None else filters
    fits, unreadable = lets_through(known, query, includes_moment=includes_moment)
    if unreadable:
        raise _unreadable(resource, f"The value of '{"', '".join(unreadable)}' cannot be read.")
    return [item for item in items if not item.get("is_deleted") and fits(item)]


def answer_list(
    resource: Resource,
    found: list[Item],
    query: Mapping[str, str],
    show: Callable[[Item], Item],
) -> Any:
    """One page, as JSON. With a cursor, a number does not count.

    Args:
        resource: the kind.
        found: the items on all pages.
        query: the request's.
        show: gives an item as the answer has it.

    Raises:
        ApiError: 400 for a number that is none; 400 in v2 and 422 in v3 for a sort or a cursor that cannot be read, and
            a cursor in a list that is not sorted by id: how BigCommerce's cursors follow another order is not
            documented.
    """
    sort = read_sort(resource, query)
    ordered = sort.of(found)
    if resource.pages is None:
        return _answer(resource, [*map(show, ordered)], {})
    page, cursor = read_page(query), read_cursor(query) if resource.cursors else None
    if cursor is None:
        items = page.of(ordered)
        cursors = cursor_pagination(items, ordered, page.limit) if resource.cursors and sort == Sort() else {}
        return _answer(resource, [*map(show, items)], pagination(page, len(ordered), len(items)) | cursors)
    if sort != Sort():
        raise _unreadable(resource, "A cursor follows the ids: leave out 'sort' and 'direction'.")
    items = cursor.of(ordered, page.limit)
    return _answer(resource, [*map(show, items)], cursor_pagination(items, ordered, page.limit))


def answer_many(resource: Resource, action: Action, outcome: Outcome, show: Callable[[Item], Item]) -> tuple[int, Any]:
    """The status and the JSON that tell what became of an array, which is empty where there is nothing to tell.

    Args:
        resource: the kind.
        action: what was asked for.
        outcome: what came of it.
        show: gives an item as the answer has it.
    """
    deletes = action.startswith("delete")
    done, refused = outcome.items, outcome.refused
    data = [item["id"] for item in done] if deletes else [*map(show, done)]
    usual = resource.answers.get(action, (204, "") if deletes else (200, "data meta"))
    status, parts = resource.answers.get("partly", usual) if refused else usual
    counts = {"total": len(done) + len(refused), "success": len(done), "failed": len(refused)}
    every: dict[str, tuple[str, Any]] = {
        "data": ("data", data),
        "nothing": ("data", {}),
        "errors": ("errors", [error.body(resource.version) for _, error in refused]),
        "batch_errors": ("batch_errors", [*map(_batch_error, refused)]),
        "meta": ("meta", {}),
        "counts": ("meta", counts),
    }
    answer = data if parts == "items" else dict(every[part] for part in parts.split())
    return status if done or not refused else 422, answer


def _batch_error(refused: tuple[object, ApiError]) -> Item:
    given, error = refused
    return {"data": given, "field_errors": error.errors or {"": error.title}}


def read_sort(resource: Resource, query: Mapping[str, str]) -> Sort:
    """How a query wants a list to be sorted.

    Raises:
        ApiError: 400 in v2 and 422 in v3, if it is not one of the ways.
    """
    field, direction = query.get("sort", "id"), query.get("direction", "asc")
    if resource.order == ("sort:direction",):
        field, colon, told = field.partition(":")
        # v2 takes a field alone too.
        direction = told if colon or (resource.version == "v3" and "sort" in query) else "asc"
    if ("sort" in query and field not in resource.sorts.split()) or direction not in ("asc", "desc"):
        raise _unreadable(resource, "The value of 'sort' or 'direction' is not valid.")
    return Sort(field, descends=direction == "desc")


def _answer(resource: Resource, items: list[Item], meta: dict[str, Any]) -> Any:
    return items if resource.version == "v2" else {"data": items, "meta": meta}


def _unreadable(resource: Resource, title: str) -> ApiError:
    return ApiError(400 if resource.version == "v2" else 422, title)
