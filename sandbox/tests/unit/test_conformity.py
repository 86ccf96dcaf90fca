"""Requests and answers of the stand-in store have the names and types that BigCommerce documents.

Each call of `Api` is checked, in every test. Here each list and each item of a busy shop is read.
"""

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Any

from sandbox.tests.coverage import served
from sandbox.tests.support import engine_paths
from sandbox.tests.support.bigcommerce_api import endpoints
from sandbox.tests.support.busy_shop import keep_busy
from sandbox.tests.support.clocks import Clock
from sandbox.tests.support.conformity import fields
from sandbox.tests.support.deviations import DEVIATIONS, NOT_ANSWERED

from bigcommerce_facts import Operation
from bigcommerce_sandbox.engine.families import engine

_UNDELETABLE = ("/v2/currencies/1",)
"""Items of a busy shop that cannot be deleted."""

_EMPTY = {
    "GET /v2/orders/{}/consignments/shipping/{}/shipping_quotes",
    "GET /v2/orders/{}/shipping_addresses/{}/shipping_quotes",
}
"""Answers that are always 204: no order of a store here comes with quotes of a carrier."""

_OTHERS = ("/v3/hooks", "/v3/hooks/1", "/v3/hooks/admin", "/v2/store")


def test_every_path_that_can_be_read_is_as_documented(api: Any, clock: Clock) -> None:
    keep_busy(api)
    readable = {name for name in served() if name.startswith("GET")}
    assert readable - {name for name, _ in answers(api, clock)} == _EMPTY


def test_every_item_of_the_engine_takes_back_what_it_answered(api: Any, clock: Clock) -> None:
    keep_busy(api)
    refused: list[str] = []
    for operation in engine_paths.operations("update", "put"):
        readable = f"GET {operation.path}" in engine().served
        for path in engine_paths.paths(api, operation) if readable else ():
            clock.pass_by(1)
            answer = api.get(f"/stores/abc123{path}").json()
            item = answer.get("data", answer) if operation.version == "v3" else answer
            clock.pass_by(1)
            # The body has read-only fields, which a write that keeps to the documents has not.
            put = api.call("PUT", f"/stores/abc123{path}", json=item, is_checked=False)
            refused += [] if put.is_success else [f"{operation.name} {put.text}"]
    assert refused == []


def test_every_item_of_the_engine_is_deleted_as_documented(api: Any, clock: Clock) -> None:
    keep_busy(api)
    # An item goes with its owner, so what belongs to others is deleted first, and a category after its products.
    deletions = engine_paths.operations("delete")
    api.call("DELETE", "/stores/abc123/v3/catalog/products/category-assignments?category_id:in=18")
    for operation in sorted(deletions, key=lambda each: (-each.path.count("/"), "categories" in each.path)):
        for path in engine_paths.paths(api, operation):
            clock.pass_by(1)
            answer = api.call("DELETE", f"/stores/abc123{path}")
            assert answer.is_success == (path not in _UNDELETABLE), path


def test_a_deviation_that_is_listed_is_still_there(api: Any, clock: Clock) -> None:
    keep_busy(api)
    assert [*answers(api, clock)]
    assert DEVIATIONS.keys() - api.deviations == set()


def test_every_documented_field_is_answered_unless_it_is_listed(api: Any, clock: Clock) -> None:
    keep_busy(api)
    assert [name for name in never_answered(api, clock) if not fits_any(name, NOT_ANSWERED)] == []


def test_a_field_that_is_listed_is_never_answered(api: Any, clock: Clock) -> None:
    keep_busy(api)
    missing = never_answered(api, clock)
    assert [known for known in NOT_ANSWERED if not any(fnmatchcase(name, known) for name in missing)] == []


def fits_any(name: str, known: Iterable[str]) -> bool:
    return any(fnmatchcase(name, each) for each in known)


def never_answered(api: Any, clock: Clock) -> list[str]:
    """The documented fields of all that is read, that no answer of that endpoint has."""
    seen: dict[str, bool] = {}
    for endpoint, answer in answers(api, clock):
        for name, is_there in fields(endpoints()[endpoint].answer or {}, answer):
            seen[f"{endpoint} {name}"] = seen.get(f"{endpoint} {name}", False) or is_there
    return [name for name, is_there in seen.items() if not is_there]


def answers(api: Any, clock: Clock) -> Iterator[tuple[str, Any]]:
    """Read all that a store has; gives the endpoints that answered, each as it is documented, and what they said."""
    for name, path in dict.fromkeys(paths(api)):
        clock.pass_by(1)  # The quota is 150 requests in 30 seconds.
        answer = api.get(f"/stores/abc123{path}")
        if answer.is_success and answer.content:
            yield name, answer.json()


def paths(api: Any) -> Iterator[tuple[str, str]]:
    """The endpoints, and the paths at which there is something."""
    yield from ((_endpoint(re.sub(r"\d+$", "{}", path)), path) for path in _OTHERS)
    for operation in engine_paths.operations("list", "count", "get", "show"):
        for path in engine_paths.paths(api, operation):
            yield from ((_endpoint(operation.path), path + view) for view in (_needed(operation), *_views(operation)))


def _needed(operation: Operation) -> str:
    """Return a query with the parameter that a request must have: a code of a promotion, or the id of a product."""
    needed = [name for name, schema in operation.query.items() if schema.needed]
    return f"?{needed[0]}={'ONE' if needed == ['code'] else 77}" if needed else ""


def _views(operation: Operation) -> list[str]:
    parameter = operation.query.get("include")
    names = parameter.enum or (parameter.items.enum if parameter.items else ()) if parameter else ()
    return [f"?include={name}" for name in names]


def _endpoint(path: str) -> str:
    return f"GET {re.sub('{[^}]*}', '{}', path)}"
