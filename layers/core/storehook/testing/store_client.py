"""Client of a store without HTTP, for tests of your actions."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from storehook.bigcommerce import answers
from storehook.bigcommerce.answers import Answer
from storehook.bigcommerce.calls import Call, Method
from storehook.bigcommerce.client import StoreClient
from storehook.bigcommerce.connections import BigCommerceConnections, Connections
from storehook.bigcommerce.endpoints import is_documented, nearest
from storehook.errors import CallInvalid, NoSuchEndpoint
from storehook.testing.kills import When
from storehook.testing.stand_in import StandInStore, ask

__all__ = ["Call", "FakeStoreClient", "fake_connections"]

type Scripted = Callable[[Call], Any]

type Watch = Callable[[When, Call], None]


class NotScripted(AssertionError):
    """Call for which the test scripted no answer. It fails the test, not the run."""


@dataclass(slots=True)
class Script:
    """Sender that sends nothing. It answers from a script and records the calls: `sending.Sender`.

    Attributes:
        watch: notified before each call, and after its answer.
    """

    store_hash: str
    stand_in: StandInStore | None = None
    calls: list[Call] = field(default_factory=list[Call])
    scripted: dict[tuple[Method, str], list[Scripted]] = field(default_factory=dict[tuple[Method, str], list[Scripted]])
    watch: Watch = lambda _when, _call: None

    def send(self, call: Call) -> Any:
        """As `sending.Sender.send`."""
        self.watch("before", call)
        self.calls.append(call)
        answer = self._answer(call)
        self.watch("after", call)
        return answer

    def _answer(self, call: Call) -> Any:
        steps = self.scripted.get((call.method, call.path))
        if self.stand_in is not None:
            return steps.pop(0)(call) if steps else ask(self.stand_in, self.store_hash, call)
        if not steps:
            raise NotScripted(self._advice(call))
        return (steps.pop(0) if len(steps) > 1 else steps[0])(call)

    def _advice(self, call: Call) -> str:
        known = ", ".join(f"{method} {path}" for method, path in self.scripted) or "nothing"
        text = f"No answer is scripted for {call.method} {call.path}. Scripted: {known}."
        if is_documented(call.path):
            return f'{text} Script it: store.answers("{call.method}", "{call.path}", …).'
        similar = nearest(call.path)
        return f"{text} BigCommerce documents no such path.{f' Did you mean {similar}?' if similar else ''}"


class FakeStoreClient(StoreClient):
    """`StoreClient` that answers from a script. Paths, pages and errors are those of the real client.

    ```python
    from storehook.testing import FakeStoreClient

    store = FakeStoreClient()
    store.answers("GET", "/v2/orders/113", {"id": 113})
    assert store.v2.get("/orders/{order_id}", order_id=113) == {"id": 113}
    ```
    """

    def __init__(self, store_hash: str = "8jbhprizry") -> None:
        self.script = Script(store_hash)
        super().__init__(self.script)

    @property
    def calls(self) -> list[Call]:
        """All calls, each with its `method`, `path`, `query` and `json`.

        ```python
        store.v2.get("/orders/{order_id}", order_id=113)
        assert [(call.method, call.path) for call in store.calls] == [("GET", "/v2/orders/113")]
        ```
        """
        return self.script.calls

    @property
    def writes(self) -> list[Call]:
        """Calls that change something.

        ```python
        store.v2.put("/orders/{order_id}", order_id=113, json={"staff_notes": "Packed"})
        assert [call.json for call in store.writes] == [{"staff_notes": "Packed"}]
        ```
        """
        return [call for call in self.calls if call.method != "GET"]

    def answers(
        self, method: Method, path: str, value: Any = None, *, status: int = 200, documented: bool = True
    ) -> None:
        """Script the next answer to a call. The last scripted answer is repeated.

        If the environment has a stand-in store, each answer is given once. Then the stand-in store answers.

        Args:
            method: method of the call.
            path: path with version and values, such as `/v2/orders/113`.
            value: body of the answer; for v3, its `data`. An exception is raised instead. None is an answer without a
                body.
            status: HTTP status. From 300 on, `value` is the whole body of an error.
            documented: False for an endpoint that BigCommerce has, but does not document.

        Raises:
            NoSuchEndpoint: BigCommerce documents no endpoint with this path.

        ```python
        store.answers("GET", "/v2/orders/200", "down", status=503)  # the first time
        store.answers("GET", "/v2/orders/200", {"id": 200})  # from then on
        ```
        """
        self._then(method, path, lambda call: self._answer(call, value, status), documented=documented)

    def answers_list(self, path: str, items: Iterable[Any], *, documented: bool = True) -> None:
        """Script a list, which is returned in pages, as by BigCommerce. `documented` is that of `answers`.

        ```python
        store.answers_list("/v3/catalog/brands", [{"id": number} for number in range(300)])
        assert len(list(store.v3.list("/catalog/brands"))) == 300
        ```
        """
        scripted = list(items)
        self._then("GET", path, lambda call: _page(call, scripted), documented=documented)

    def _then(self, method: Method, path: str, step: Scripted, *, documented: bool) -> None:
        if not path.startswith(("/v2/", "/v3/")):
            raise CallInvalid(f"{path!r} has no version. Write /v2{path} or /v3{path}.")
        if documented and not is_documented(path):
            raise NoSuchEndpoint(method, path, nearest(path))
        self.script.scripted.setdefault((method, path), []).append(step)

    def _answer(self, call: Call, value: Any, status: int) -> Any:
        if isinstance(value, BaseException):
            raise value
        wrapped: Any = {"data": value} if call.path.startswith("/v3/") and status < 300 else value
        body = b"" if value is None else json.dumps(wrapped).encode()
        return answers.read(call, self.store_hash, Answer(status, {}, body))


def fake_connections(*stores: FakeStoreClient, current: FakeStoreClient | None = None) -> Connections:
    """Return a `ctx.connections` with these stores.

    Args:
        *stores: stores that `for_store_hash` and `for_store` find.
        current: the store that triggered the run. Without one, `current` raises `NoCurrentStore`.

    ```python
    from storehook.testing import FakeStoreClient, fake_connections

    store = FakeStoreClient("8jbhprizry")
    assert fake_connections(store).bigcommerce.for_store_hash("8jbhprizry") is store
    ```
    """
    known = {store.store_hash: store for store in (*stores, *([current] if current else []))}

    def opens(store_hash: str) -> StoreClient:
        if store_hash not in known:
            raise AssertionError(f"No fake exists for store {store_hash}. Known stores: {', '.join(known) or 'none'}.")
        return known[store_hash]

    return Connections(BigCommerceConnections(opens, current.store_hash if current else None))


def _page(call: Call, items: list[Any]) -> Any:
    number, limit = int(call.query.get("page", "1")), int(call.query.get("limit", "50"))
    found = items[(number - 1) * limit : number * limit]
    if call.path.startswith("/v2/"):
        return found or None
    pagination = {"current_page": number, "total_pages": -(-len(items) // limit)}
    return {"data": found, "meta": {"pagination": pagination}}
