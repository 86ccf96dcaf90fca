"""Client of a store's API: `store.v2.get("/orders/{order_id}", order_id=113)`."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from storehook.bigcommerce import pages
from storehook.bigcommerce.answers import fields_of
from storehook.bigcommerce.calls import Call, Method, PathValue, QueryValue, Version, call
from storehook.bigcommerce.sending import Sender
from storehook.errors import ApiRefused, CallInvalid, NoSuchEndpoint

if TYPE_CHECKING:
    # A stub, because a module with all these types would be loaded and shipped.
    from storehook.bigcommerce.documented_calls import (  # pyright: ignore[reportMissingModuleSource]
        DocumentedV2,
        DocumentedV3,
    )

type Query = Mapping[str, QueryValue]


class StoreClient:
    """API of one store.

    Attributes:
        v2: orders and what belongs to them, and the store itself.
        v3: everything else.
    """

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self.v2 = cast("DocumentedV2", V2(sender))
        self.v3 = cast("DocumentedV3", V3(sender))

    @property
    def store_hash(self) -> str:
        """Hash of the store."""
        return self._sender.store_hash

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.store_hash!r})"


class Api:
    """Methods that both versions of the API have.

    Keyword arguments besides `query` and `json` fill the placeholders of the path, quoted. In a query, sequences are
    joined by commas, times become ISO 8601, and None is left out.

    Raises:
        CallInvalid: the call cannot be sent. Nothing was sent, and the run fails.
        NoSuchEndpoint: BigCommerce does not document the path, and answered 404. The run fails.
        ApiRefused: BigCommerce refused the call. The run is retried. A 403 fails it. A 401 counts no attempt.
        ApiUnavailable: BigCommerce did not answer. GET, PUT and DELETE have been sent three times by then.
        Throttled: the store's API quota is used up. Do not catch it: the run is deferred, and no attempt is counted.
        StorePaused: the store is paused. The run is held until the store is resumed.
        StoreUnavailable: the store is uninstalled. The run fails.
    """

    _version: Version

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def get(self, path: str, /, *, query: Query | None = None, **values: PathValue) -> Any | None:
        """Read one resource. Return None if it does not exist (404, or 204 for an empty list).

        A 404 is common after an event: resources are deleted, and a cart that became an order is gone.
        """
        return self._if_there(self._call("GET", path, values, query))

    def post(self, path: str, /, *, json: Any = None, query: Query | None = None, **values: PathValue) -> Any:
        """Create a resource. Return it as BigCommerce stored it.

        A POST is sent once. After an `ApiUnavailable`, the resource may exist or not. Look before you create it again.
        """
        return self._value(self._send(self._call("POST", path, values, query, json)))

    def put(self, path: str, /, *, json: Any = None, query: Query | None = None, **values: PathValue) -> Any:
        """Change a resource. Return it as BigCommerce stored it."""
        return self._value(self._send(self._call("PUT", path, values, query, json)))

    def delete(self, path: str, /, *, query: Query | None = None, **values: PathValue) -> Any:
        """Delete a resource. Return None, also if it was already deleted."""
        return self._if_there(self._call("DELETE", path, values, query))

    def list(self, path: str, /, *, query: Query | None = None, **values: PathValue) -> Iterator[Any]:
        """Iterate over a list of any length. Pages of 250 items are fetched as needed.

        If the list changes meanwhile, paging by number can show an item twice or not at all.

        Args:
            path: path of the list.
            query: filters. `limit` changes the page size, and `page` the first page.
            **values: values of the path's placeholders.
        """
        call = self._call("GET", path, values, {"limit": pages.LIMIT, **(query or {})})

        def fetch(position: Mapping[str, str]) -> Any:
            return self._send(Call("GET", call.path, {**call.query, **position}))

        return self._pages(fetch, call.query)

    def _call(
        self, method: Method, path: str, values: Mapping[str, object], query: Query | None, json: Any = None
    ) -> Call:
        return call(method, self._version, path, values, query=query, body=json)

    def _send(self, call: Call) -> Any:
        try:
            return self._sender.send(call)
        except ApiRefused as refused:
            if refused.status == 404:
                _require_documented(call)
            raise

    def _if_there(self, call: Call) -> Any:
        try:
            return self._value(self._send(call))
        except ApiRefused as refused:
            if refused.status == 404:
                return None
            raise

    def _value(self, answer: Any) -> Any:
        return answer

    def _pages(self, fetch: pages.Fetch, query: Mapping[str, str]) -> Iterator[Any]:
        raise NotImplementedError


class V2(Api):
    """Version 2. An answer is the resource itself. Money is text with four decimals."""

    _version = "v2"

    def _pages(self, fetch: pages.Fetch, query: Mapping[str, str]) -> Iterator[Any]:
        return pages.of_v2(fetch, _whole(query, "limit"), _whole(query, "page"))


class V3(Api):
    """Version 3. An answer has its resource in `data`, and the methods return that.

    `list()` pages by number, or by cursor if the list does or if `query` has an `after`.
    """

    _version = "v3"

    def _value(self, answer: Any) -> Any:
        return fields_of(answer).get("data", answer)

    def _pages(self, fetch: pages.Fetch, query: Mapping[str, str]) -> Iterator[Any]:
        if "before" in query:
            raise CallInvalid("Lists are read forward only. Use `after`, not `before`.")
        _whole(query, "page")
        return pages.of_v3(fetch, {name: query[name] for name in ("page", "after") if name in query})


def _require_documented(call: Call) -> None:
    from storehook.bigcommerce import endpoints  # most processes never need it

    if not endpoints.is_documented(call.path):
        raise NoSuchEndpoint(call.method, call.path, endpoints.nearest(call.path)) from None


def _whole(query: Mapping[str, str], name: str) -> int:
    text = query.get(name, "1")
    if not text.isdecimal() or int(text) < 1:
        raise CallInvalid(f"{name} in the query of a list must be a whole number from 1, not {text!r}.")
    return int(text)
