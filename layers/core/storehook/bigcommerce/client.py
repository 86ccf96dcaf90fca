"""A store's API: `store.v2.get("/orders/{order_id}", order_id=113)`."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from storehook.bigcommerce import pages
from storehook.bigcommerce.calls import Call, Method, PathValue, QueryValue, Version, call
from storehook.bigcommerce.sending import Sender
from storehook.errors import ApiRefused, CallInvalid

type Query = Mapping[str, QueryValue]


class StoreClient:
    """One store's API.

    Attributes:
        v2: orders and what belongs to them, and the store itself.
        v3: everything else.
    """

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self.v2 = V2(sender)
        self.v3 = V3(sender)

    @property
    def store_hash(self) -> str:
        """The store."""
        return self._sender.store_hash

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.store_hash!r})"


class Api:
    """The verbs that both versions have.

    Keyword arguments besides `query` and `json` fill the `{…}` of the path, quoted. In a query, sequences are joined by
    commas, moments become ISO 8601, and None is left out.

    Raises:
        CallInvalid: it cannot be sent as it is. Nothing was sent; the run fails.
        ApiRefused: BigCommerce said no. The run is tried again, unless the error is an `Unauthorized` (401, 403).
        ApiUnavailable: BigCommerce was not there. GET, PUT and DELETE have been tried three times by then.
        Throttled: the store's rate quota is used up. The run is put back, and this is no attempt: let it pass.
        StorePaused: the store is paused; the run is held until it is resumed.
        StoreUnavailable: the store is uninstalled; the run fails.
    """

    _version: Version

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def get(self, path: str, /, *, query: Query | None = None, **values: PathValue) -> Any:
        """Read one thing; None if it is not there (404, or 204 for an empty list).

        After an event, 404 is common: things are deleted, and a cart that became an order is gone.
        """
        return self._if_there(self._call("GET", path, values, query))

    def post(self, path: str, /, *, json: Any = None, query: Query | None = None, **values: PathValue) -> Any:
        """Make something; gives it as BigCommerce has it.

        It is sent once. After an `ApiUnavailable` it may have been made or not: look before you make it again.
        """
        return self._value(self._sender.send(self._call("POST", path, values, query, json)))

    def put(self, path: str, /, *, json: Any = None, query: Query | None = None, **values: PathValue) -> Any:
        """Change something; gives it as BigCommerce has it now."""
        return self._value(self._sender.send(self._call("PUT", path, values, query, json)))

    def delete(self, path: str, /, *, query: Query | None = None, **values: PathValue) -> Any:
        """Delete something. What is gone already is well deleted: None, as for 204."""
        return self._if_there(self._call("DELETE", path, values, query))

    def list(self, path: str, /, *, query: Query | None = None, **values: PathValue) -> Iterator[Any]:
        """Go through a list of any length; pages are asked for as they are needed, 250 items each.

        A list that changes meanwhile may show an item twice or not at all, by number of page.

        Args:
            path: the list's.
            query: filters; `limit` for other pages, `page` to begin elsewhere.
            **values: what fills the path.
        """
        call = self._call("GET", path, values, {"limit": pages.LIMIT, **(query or {})})

        def fetch(position: Mapping[str, str]) -> Any:
            return self._sender.send(Call("GET", call.path, {**call.query, **position}))

        return self._pages(fetch, call.query)

    def _call(
        self, method: Method, path: str, values: Mapping[str, object], query: Query | None, json: Any = None
    ) -> Call:
        return call(method, self._version, path, values, query=query, body=json)

    def _if_there(self, call: Call) -> Any:
        try:
            return self._value(self._sender.send(call))
        except ApiRefused as refused:
            if refused.status == 404:
                return None
            raise

    def _value(self, answer: Any) -> Any:
        return answer

    def _pages(self, fetch: pages.Fetch, query: Mapping[str, str]) -> Iterator[Any]:
        raise NotImplementedError


class V2(Api):
    """Version 2: answers are what they are about. Money is text with four decimals."""

    _version = "v2"

    def _pages(self, fetch: pages.Fetch, query: Mapping[str, str]) -> Iterator[Any]:
        return pages.of_v2(fetch, _whole(query, "limit"), _whole(query, "page"))


class V3(Api):
    """Version 3: what an answer is about is in its `data`, which is what the calls give.

    `list()` goes by page, or by cursor where that is how the list answers or where `query` has an `after`.
    """

    _version = "v3"

    def _value(self, answer: Any) -> Any:
        found = cast("dict[str, Any]", answer) if isinstance(answer, dict) else {}
        return found.get("data", answer)

    def _pages(self, fetch: pages.Fetch, query: Mapping[str, str]) -> Iterator[Any]:
        if "before" in query:
            raise CallInvalid("A list is read forwards: use `after`, not `before`.")
        _whole(query, "page")
        return pages.of_v3(fetch, {name: query[name] for name in ("page", "after") if name in query})


def _whole(query: Mapping[str, str], name: str) -> int:
    text = query.get(name, "1")
    if not text.isdecimal() or int(text) < 1:
        raise CallInvalid(f"{name} in the query of a list is a whole number from 1, not {text!r}.")
    return int(text)
