"""Answers in their shapes: one item, a page of items, and what happened to each of many."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from bigcommerce_sandbox.cursors import cursor_pagination, read_cursor
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.model import Model
from bigcommerce_sandbox.engine.query import Sort, not_modelled, ordered, read_sort
from bigcommerce_sandbox.engine.transaction import Transaction
from bigcommerce_sandbox.errors import ApiError, invalid_query
from bigcommerce_sandbox.pages import Page, pagination, read_page


def completed(model: Model, row: Row, store: Transaction) -> Row:
    """Return an item with what is worked out when it is read."""
    derived = {name: work_out(store, row) for name, work_out in model.rules.derived.items()}
    return row | derived | model.addresses(row, store.url)


def enveloped(call: Call, data: Any, meta: Mapping[str, Any] | None = None, status: int | None = None) -> Answer:
    """Return an answer with data in the documented envelope: v2 has none, v3 has `data` and `meta`."""
    answer = call.model.answered(call.operation).answer
    bare = call.operation.version == "v2" or (answer is not None and "data" not in answer.properties)
    if bare:
        return Answer(status or call.operation.status, data)
    has_meta = meta or answer is None or "meta" in answer.properties
    return Answer(status or call.operation.status, {"data": data} | ({"meta": meta or {}} if has_meta else {}))


def shown(call: Call) -> Callable[[Row], Row]:
    """Return a function that shows items as the query wants them.

    Raises:
        ApiError: 400 in v2 and 422 in v3 for a field that the items do not have, 501 for an include without effect.
    """
    view = call.views.of(call.model, call.operation)
    included = _names(call, "include")
    reveals = call.model.rules.reveals
    hidden = _hidden(call) - {*included, *(reveals[name] for name in included if name in reveals)}
    included = [name for name in included if name not in reveals]
    chosen = _names(call, "include_fields", view.names)
    left_out = {*_names(call, "exclude_fields", view.names)} - {call.model.key}
    names = (({call.model.key, *chosen} if chosen else view.names) | {*included}) - hidden - left_out
    derived = {name: work_out for name, work_out in call.model.rules.derived.items() if name in names}
    includes = {name: _include(call, name) for name in included}
    wanted = None if names == view.names else names

    def show(row: Row) -> Row:
        full = row | {name: work_out(call.store, row) for name, work_out in derived.items()} if derived else row
        full = full | call.model.addresses(row, call.request.url) if call.model.parts else full
        if not includes:
            return view.show(full, wanted)
        # `a.b` is more of `a`.
        more = {name.partition(".")[0]: include(row) for name, include in includes.items()}
        answer = view.show(full | more, wanted)
        return answer | {name: value for name, value in more.items() if name not in answer}

    return show


def item_of(call: Call, row: Row) -> Answer:
    """Return an item as the answer, as the query wants it."""
    return enveloped(call, shown(call)(row))


def included(call: Call) -> list[str]:
    """Return the names in `include`.

    Raises:
        ApiError: 400 in v2 and 422 in v3 for one that the documents do not know.
    """
    return _names(call, "include")


def page_of(call: Call, rows: list[Row]) -> Answer:
    """Return a page of items.

    Raises:
        ApiError: 400 for a page that is no number, 400 in v2 and 422 in v3 for a bad order or cursor.
    """
    sort, show = read_sort(call.model, call.operation, call.query), shown(call)
    found = ordered(call.store, call.model, rows, sort)
    if "limit" not in call.operation.query and call.operation.version == "v3" and "page" not in call.operation.query:
        return enveloped(call, [*map(show, found)], _only_page(call, found))
    page, meta = _page(call, found, sort)
    answer = enveloped(call, [*map(show, page)], meta)
    return Answer(204) if call.operation.version == "v2" and not page else answer


def _only_page(call: Call, found: Sequence[Row]) -> dict[str, Any]:
    """Return the `meta` of a list that has no parameters for pages, with what the documents have there."""
    answer = call.model.answered(call.operation).answer
    known = {*answer.properties["meta"].properties} if answer and "meta" in answer.properties else set[str]()
    page = Page(1, max(len(found), 1))
    meta = pagination(page, len(found), len(found)) | cursor_pagination(found, found, page.limit)
    return {name: value for name, value in meta.items() if name in known}


def _page(call: Call, found: Sequence[Row], sort: Sort) -> tuple[list[Row], dict[str, Any]]:
    takes_cursors = "after" in call.operation.query and "after" not in call.model.rules.filters
    page = read_page(call.query)
    cursor = read_cursor(call.query) if takes_cursors else None
    if cursor is None:
        rows = page.of(found)
        cursors = cursor_pagination(rows, found, page.limit) if takes_cursors and sort == Sort() else {}
        return rows, pagination(page, len(found), len(rows)) | cursors
    if sort != Sort():
        # BigCommerce does not document how its cursors follow another order.
        raise invalid_query(call.model.version, "after" if "after" in call.query else "before")
    rows = cursor.of(found, page.limit)
    return rows, cursor_pagination(rows, found, page.limit)


def _hidden(call: Call) -> set[str]:
    """Return the fields that an answer has only if `include` names them."""
    rules = call.model.rules
    found = (operation.query["include"] for operation in call.model.operations if "include" in operation.query)
    names = {name for parameter in found for schema in (parameter, parameter.items) if schema for name in schema.enum}
    parts = (call.model.children.keys() | rules.includes.keys()) - {*call.model.parts}
    return (names & parts) | {*rules.reveals.values()}


def _names(call: Call, parameter: str, known: Iterable[str] | None = None) -> list[str]:
    names = [name for name in call.query.get(parameter, "").split(",") if name]
    schema = call.operation.query.get(parameter)
    listed = (schema.enum or (schema.items.enum if schema.items else ())) if schema else ()
    allowed = {*listed} if known is None else {*known}
    if {*names} - allowed:
        raise invalid_query(call.model.version, parameter)
    return names


def _include(call: Call, name: str) -> Callable[[Row], Any]:
    target = call.model.rules.includes.get(name, call.model.children.get(name, ""))
    if not isinstance(target, str):
        return lambda row: target(call.store, row)
    if target not in call.kinds:
        raise not_modelled(call.operation, f"include={name}")
    child = call.kinds[target]
    field, view, derived = child.links[call.model.name], call.views.item(child), child.rules.derived
    included = _names(call, "include")
    names = view.names - {field for name, field in child.rules.reveals.items() if name not in included}

    def show(row: Row) -> Row:
        full = row | {name: work_out(call.store, row) for name, work_out in derived.items() if name in names}
        return view.show(full, names)

    return lambda row: [*map(show, call.store.of(target, **{field: row["id"]}))]


def outcome(call: Call, done: Sequence[Any], failed: Sequence[tuple[Any, ApiError]]) -> Answer:
    """Return what happened to each of many items: 422 if one was refused, where the answer has a place for that."""
    meta = {"total": len(done) + len(failed), "success": len(done), "failed": len(failed)}
    errors = [error.body(call.operation.version) for _, error in failed]
    return Answer(422 if failed else call.operation.status, {"data": [*done], "errors": errors, "meta": meta})


def tells_of_each(call: Call) -> bool:
    """Return true if an answer tells of each item whether it was written."""
    answer = call.model.answered(call.operation).answer
    return answer is not None and "errors" in answer.properties
