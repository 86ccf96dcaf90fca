"""The effect of each role: one function for all operations that have it."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from bigcommerce_facts import Role
from bigcommerce_facts.check import MISSING
from bigcommerce_sandbox.engine.answers import completed, enveloped, item_of, outcome, page_of, shown, tells_of_each
from bigcommerce_sandbox.engine.bodies import check_body, fields_of
from bigcommerce_sandbox.engine.call import Answer, Call, argument
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.model import snake_case
from bigcommerce_sandbox.engine.query import Filters, filter_names
from bigcommerce_sandbox.engine.rules import anyone
from bigcommerce_sandbox.errors import ApiError, not_found, refused


def selected(call: Call) -> list[Row]:
    """Return the items below the path that pass the filters of the query, by their ids."""
    filters = Filters(call.store, call.model, call.operation, call.request.choices.includes_moment)
    tests = filters.tests(call.query)
    rows = _found(call, filters)
    rules = call.model.rules
    if rules.archives:
        rows = [row for row in rows if not row.get("is_deleted")]
    if rules.access is not anyone:
        rows = [row for row in rows if rules.access(row, call.request.client) != "none"]
    return [row for row in rows if all(passes(row) for passes in tests)] if tests else rows


def _found(call: Call, filters: Filters) -> list[Row]:
    """Return the items below the path by their ids, without some that do not pass the filters: an index finds them."""
    fields = call.links | filters.plain(call.query)
    field, values = filters.one_of(call.query) or ("", [])
    chosen = [fields | {field: value} for value in values] or [fields]
    rows = [row for fields in chosen for row in call.store.of(call.model.name, **fields)]
    if field or fields or not call.store.is_in_order(call.model.name):
        rows.sort(key=lambda row: row["id"])
    return rows


def _list(call: Call) -> Answer:
    return page_of(call, selected(call))


def _count(call: Call) -> Answer:
    return enveloped(call, {"count": len(selected(call))})


def _get(call: Call) -> Answer:
    return item_of(call, call.item())


def _create(call: Call) -> Answer:
    check_body(call.model, call.operation, call.body)
    return item_of(call, _created(call, call.body))


def _update(call: Call) -> Answer:
    row = call.writable(call.item())
    check_body(
        call.model, call.operation, call.body, call.views.item(call.model).show(completed(call.model, row, call.store))
    )
    return item_of(call, _updated(call, row, call.body))


def _created(call: Call, item: Mapping[str, Any]) -> Row:
    return call.store.create(call.model.name, fields_of(call.operation, item) | call.links)


def _updated(call: Call, row: Row, item: Mapping[str, Any]) -> Row:
    fixed = {call.model.key, *call.model.rules.fixed}
    fields = {name: value for name, value in fields_of(call.operation, item).items() if name not in fixed}
    if not fields:
        raise refused(call.model.version, {"data": MISSING})
    return call.store.update(call.model.name, row["id"], fields)


def _bulk_create(call: Call) -> Answer:
    return _many(call, lambda item: _created(call, item))


def _bulk_update(call: Call) -> Answer:
    return _many(call, lambda item: _updated(call, named(call, item), item))


def _upsert(call: Call) -> Answer:
    return _many(call, lambda item: _upserted(call, item))


def _upserted(call: Call, item: Mapping[str, Any]) -> Row:
    if call.model.key in item:
        return _updated(call, named(call, item), item)
    fields = fields_of(call.operation, item) | call.links
    names = call.model.rules.upsert_by
    there = call.store.of(call.model.name, **{name: fields.get(name) for name in names}) if names else []
    return _updated(call, there[0], item) if there else call.store.create(call.model.name, fields)


def named(call: Call, item: Any) -> Row:
    """Return the item of a body's array that its key names.

    Raises:
        ApiError: 422 for an unknown one.
    """
    key = cast("Row", item).get(call.model.key) if isinstance(item, dict) else item
    hashable = key if type(key) in (int, str) else None
    rows = call.store.of(call.model.name, **({call.model.key: hashable} | call.links)) if hashable is not None else []
    if not rows or call.model.rules.access(rows[0], call.request.client) == "none":
        raise refused(call.model.version, {call.model.key: "Not an id among the items"})
    return call.writable(rows[0])


def _many(call: Call, write: Callable[[Any], Row]) -> Answer:
    items = array(call)
    if tells_of_each(call):
        return _each(call, items, write, shown(call))
    check_body(call.model, call.operation, items)
    rows = [write(item) for item in items]
    if call.operation.status == 204:
        return Answer(204)
    return enveloped(call, [*map(shown(call), rows)], _counts(call, len(rows)))


def _counts(call: Call, count: int) -> dict[str, int]:
    """Return the `meta` of an answer that tells how many items were written, if it does."""
    answer = call.operation.answer
    names = answer.properties["meta"].properties if answer and "meta" in answer.properties else ()
    return {"total": count, "success": count, "failed": 0} if "success" in names else {}


def _each(call: Call, items: list[Any], write: Callable[[Any], Row], tell: Callable[[Row], Any]) -> Answer:
    """Write each item that can be written, and tell why the others cannot."""
    if call.operation.method != "DELETE":
        check_body(call.model, call.operation, items)
    return outcome(call, *tried(call, items, lambda item: tell(write(item))))


def tried[T](call: Call, items: list[Any], write: Callable[[Any], T]) -> tuple[list[T], list[tuple[Any, ApiError]]]:
    """Write each item that can be written. Return what came of them, and the others with their errors."""
    done: list[T] = []
    failed: list[tuple[Any, ApiError]] = []
    for item in items:
        changes = len(call.store.changes)
        try:
            with call.store.tables.part():
                done.append(write(item))
        except ApiError as error:
            del call.store.changes[changes:]
            failed.append((item, error))
    return done, failed


def array(call: Call) -> list[Any]:
    """Return the items of a body that is an array. The rules of the items are not checked.

    Raises:
        ApiError: 400 without a body, 422 for another body.
    """
    body = call.body
    if body is None:
        raise ApiError(400, "Input is invalid.")
    if not isinstance(body, list) or not body:
        raise refused(call.model.version, {"data": "Must be an array of items"})
    return cast("list[Any]", body)


def _single(call: Call) -> Row:
    """Return the only item of a path: as it was written, or with nothing written of it.

    Raises:
        ApiError: 404 if a POST would have to make it first.
    """
    if call.links:
        rows = call.store.of(call.model.name, **call.links)
        if not rows and any(operation.method == "POST" for operation in call.model.operations):
            raise not_found()
        return rows[0] if rows else {"id": tuple(call.links.values()), **call.links}
    of_channel = {"channel_id": argument(call.query["channel_id"])} if "channel_id" in call.query else {}
    named = {snake_case(name): value for name, value in call.arguments.items()}
    for channel_id in (value for name, value in (named | of_channel).items() if name == "channel_id"):
        call.store.get("v3/channels", channel_id)
    whole, place = tuple(named.values()), (*named.values(), *of_channel.values())
    # What a channel has not set holds as the whole store has it.
    inherited = call.store.find(call.model.name, whole) or {}
    return call.store.find(call.model.name, place) or {**inherited, "id": place, **named, **of_channel}


def _show(call: Call) -> Answer:
    return item_of(call, _single(call))


def _put(call: Call) -> Answer:
    row = _single(call)
    check_body(call.model, call.operation, call.body, call.views.item(call.model).show(row))
    after = call.store.replace(call.model.name, row, fields_of(call.operation, call.body))
    return Answer(204) if call.operation.status == 204 else item_of(call, after)


def _delete(call: Call) -> Answer:
    row = call.store.delete(call.model.name, call.writable(call.item())["id"])
    return _gone(call, row)


def _gone(call: Call, row: Row | None) -> Answer:
    if call.operation.status == 204:
        return Answer(204)
    has_item = call.operation.item is not None and bool(call.operation.item.properties) and row is not None
    return enveloped(call, shown(call)(cast("Row", row)) if has_item else {})


def _bulk_delete(call: Call) -> Answer:
    names = filter_names(call.operation)
    if names and not names & call.query.keys():
        effect = call.model.rules.without_filter.get(call.operation.name)
        if effect == "none":
            return Answer(call.operation.status)
        if effect != "all":
            raise ApiError(422, f"The request must have one of '{"', '".join(sorted(names))}'.")
    return _delete_all(call)


def _delete_all(call: Call) -> Answer:
    call.store.is_bulk = True
    for row in selected(call):
        call.store.delete(call.model.name, call.writable(row)["id"])
    return _gone(call, None)


def _delete_by_ids(call: Call) -> Answer:
    if tells_of_each(call):
        return _each(call, array(call), lambda item: _deleted(call, item), lambda row: row[call.model.key])
    for item in array(call):
        _deleted(call, item)
    return _gone(call, None)


def _deleted(call: Call, item: Any) -> Row:
    return call.store.delete(call.model.name, named(call, item)["id"])


ROLES: Mapping[Role, Callable[[Call], Answer]] = {
    "list": _list,
    "count": _count,
    "get": _get,
    "show": _show,
    "create": _create,
    "bulk create": _bulk_create,
    "update": _update,
    "bulk update": _bulk_update,
    "upsert": _upsert,
    "put": _put,
    "delete": _delete,
    "bulk delete": _bulk_delete,
    "delete by ids": _delete_by_ids,
    "delete all": _delete_all,
}
"""The functions by role. `clear` and `action` need behaviour in code."""
