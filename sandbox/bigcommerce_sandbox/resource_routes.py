"""The resources of a store over HTTP: each has the routes that its declaration says, and no others."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bigcommerce_sandbox.bodies import has_body, read_json
from bigcommerce_sandbox.documented import check_body, check_is_served
from bigcommerce_sandbox.engine_routes import check_headers
from bigcommerce_sandbox.errors import ApiError, not_found
from bigcommerce_sandbox.pages import number
from bigcommerce_sandbox.parameters import check_query
from bigcommerce_sandbox.resources.given import read_array
from bigcommerce_sandbox.resources.lists import answer_list, answer_many, select
from bigcommerce_sandbox.resources.operations import Asked, Operation, read_id
from bigcommerce_sandbox.resources.queries import Filter
from bigcommerce_sandbox.resources.resource import ACTIONS, Action, Resource
from bigcommerce_sandbox.resources.schema import Item
from bigcommerce_sandbox.resources.single import only
from bigcommerce_sandbox.resources.views import shown
from bigcommerce_sandbox.sandbox import Sandbox
from bigcommerce_sandbox.state import StoreState

_ARRAYS = ("create_many", "replace_many", "update_many", "upsert_many", "delete_given")
"""What brings an array."""

type _Served = dict[str, Callable[[Request], Awaitable[Response]]]


class ResourceRoutes:
    """What is asked of the resources of `sandbox`.

    Args:
        sandbox: whose they are.
        resources: those of one version of the API.
        operations: of that version, too.
    """

    def __init__(self, sandbox: Sandbox, resources: Iterable[Resource], operations: Iterable[Operation] = ()) -> None:
        self._sandbox = sandbox
        self._resources = resources
        self._operations = operations

    def routes(self) -> list[BaseRoute]:
        """The routes, below /stores/{store_hash} and the version."""
        paths: defaultdict[str, _Served] = defaultdict(dict)
        for resource in self._resources:
            for action in resource.actions:
                method, rest = ACTIONS[action]
                paths[resource.path + rest][method] = self._action(resource, action)
        for operation in self._operations:
            paths[operation.path][operation.method] = self._operation(operation)
        # Where a placeholder could be a word, as in /orders/count, the word comes first.
        return [_route(path, paths[path]) for path in sorted(paths, key=lambda path: path.replace("{", "~"))]

    def _action(self, resource: Resource, action: Action) -> Callable[[Request], Awaitable[Response]]:
        async def serve(request: Request) -> Response:
            check_query(resource.knows(action), resource.version, request)
            return await _Request(self._sandbox, resource, request).answer(action)

        return serve

    def _operation(self, operation: Operation) -> Callable[[Request], Awaitable[Response]]:
        async def serve(request: Request) -> Response:
            check_query(operation.knows(), operation.version, request)
            missing = [name for name in operation.needs.split() if name not in request.query_params]
            if missing:
                raise ApiError(422, f"The request must have '{"' and '".join(missing)}'.")
            return _answered(operation, self._sandbox.operate(operation, *await _asked(operation, request)))

        return serve


class _Request:
    def __init__(self, sandbox: Sandbox, resource: Resource, request: Request) -> None:
        self._sandbox = sandbox
        self._resource = resource
        self._request = request
        self._query = request.query_params
        self._store_hash = request.path_params["store_hash"]
        self._parents = {name: key(resource, request.path_params[name], name) for name in resource.parents}

    async def answer(self, action: Action) -> Response:
        self._check_settled()
        self._check_parents()
        if action in _ARRAYS:
            return self._written(action, read_array(self._resource, await _read_body(self._request)))
        return await getattr(self, action)()

    async def list(self) -> Response:
        answer = answer_list(self._resource, self._found(self._resource.parameters), self._query, self._show())
        return JSONResponse(answer) if answer else Response(status_code=204)

    async def count(self) -> Response:
        found = self._found(self._resource.parameters)
        return JSONResponse(self._resource.counts(found) | {"count": len(found)})

    async def read(self) -> Response:
        return self._shown(self._item())

    async def create(self) -> Response:
        given = await _read_body(self._request)
        item = self._sandbox.create(self._store_hash, self._resource, given, self._known)
        return self._shown(item, self._resource.created)

    async def update(self) -> Response:
        item, given = self._item(), await _read_body(self._request)
        item = self._sandbox.update(self._store_hash, self._resource, item["id"], given)
        return self._shown(item, self._resource.changed)

    async def show(self) -> Response:
        return self._shown(only(self._resource, self._state.items, self._parents, self._sandbox.clock()))

    async def put(self) -> Response:
        given = await _read_body(self._request)
        return self._shown(self._sandbox.put(self._store_hash, self._resource, self._parents, given))

    async def delete(self) -> Response:
        return self._written("delete", [self._item()["id"]])

    async def upsert(self) -> Response:
        return await self._upsert(self._known)

    async def place(self) -> Response:
        named, by = self._request.path_params["item_id"], self._resource.key
        return await self._upsert({**self._known, by: key(self._resource, named, by)})

    async def _upsert(self, known: Mapping[str, Any]) -> Response:
        given = await _read_body(self._request)
        return self._shown(self._sandbox.upsert(self._store_hash, self._resource, given, known))

    async def delete_many(self) -> Response:
        if not self._query:
            raise ApiError(422, f"The request must have one of '{"', '".join(self._resource.deletion)}'.")
        return await self.delete_all()

    async def delete_all(self) -> Response:
        return self._written("delete_many", [item["id"] for item in self._found(self._resource.deletion)])

    def _written(self, action: Action, given: "Iterable[object]") -> Response:
        outcome = self._sandbox.many(self._store_hash, self._resource, action, given, self._known)
        status, answer = answer_many(self._resource, action, outcome, self._show())
        return JSONResponse(answer, status_code=status) if answer else Response(status_code=status)

    @property
    def _known(self) -> Mapping[str, Any]:
        owner = {"owner_client_id": self._request.state.access.client_id}
        return self._parents | (owner if "owner_client_id" in self._resource.fields else {})

    def _check_settled(self) -> None:
        for name, value in self._resource.settled.items():
            if self._query.get(name, value) != value:
                raise ApiError(422, f"The stand-in store implements '{name}' as {value} alone.")

    def _check_parents(self) -> None:
        for name in self._parents.keys() & self._resource.refers.keys():
            owner = self._state.items.get(self._resource.refers[name], self._parents[name])
            if any(owner.get(other, value) != value for other, value in self._parents.items()):
                raise not_found()

    def _found(self, filters: Mapping[str, Filter]) -> "list[Item]":
        includes_moment = self._sandbox.choices.includes_moment
        items = self._state.items.of(self._resource.collection, **self._parents)
        return select(self._resource, items, self._query, filters, includes_moment=includes_moment)

    def _item(self) -> Item:
        named, by = self._request.path_params["item_id"], self._resource.key
        if by == "id":
            found = [self._state.items.get(self._resource.collection, key(self._resource, named))]
        else:
            found = self._state.items.of(self._resource.collection, **self._parents)
        # The code of a currency is written in capitals by some and not by others.
        own = [item for item in found if all(item[name] == value for name, value in self._parents.items())]
        fitting = [item for item in own if str(item[by]).lower() == named.lower()]
        if not fitting:
            raise not_found()
        return fitting[0]

    def _shown(self, item: Item, status: int = 200) -> Response:
        return JSONResponse(_wrapped(self._resource, self._show()(item)), status_code=status)

    def _show(self) -> Any:
        return shown(self._resource, self._state.items, version_url(self._request, self._resource), self._query)

    @property
    def _state(self) -> StoreState:
        return self._sandbox.store(self._store_hash)


def version_url(request: Request, served: Resource | Operation) -> str:
    """Where the API that a resource or an operation belongs to begins, in this sandbox."""
    return f"{request.base_url}stores/{request.path_params['store_hash']}/{served.version}"


def key(resource: Resource, text: str, field: str = "id") -> int | str:
    """The id that is written in a path or a query, as a field of an item holds it."""
    return text if resource.fields[field].kind == "text" else number(text)


async def _read_body(request: Request) -> Any:
    body = await read_json(request)
    check_body(request, body)
    return body


def _route(path: str, served: _Served) -> Route:
    async def serve(request: Request) -> Response:
        check_headers(request)
        check_is_served(request, path)
        return await served["GET" if request.method == "HEAD" else request.method](request)

    return Route(path[3:], serve, methods=list(served))


async def _asked(operation: Operation, request: Request) -> tuple[str, Asked]:
    # A code or a token of digits is a text, as one of letters is: 007 is not 7.
    path = {name: read_id(value) if name.endswith("_id") else value for name, value in request.path_params.items()}
    given = operation.read(await _read_body(request) if has_body(request) else {})
    url = version_url(request, operation)
    return request.path_params["store_hash"], Asked(path, request.query_params, given, url)


def _answered(operation: Operation, answer: Any) -> Response:
    if answer is None:
        return Response(status_code=204)
    return JSONResponse(_wrapped(operation, answer), status_code=operation.status)


def _wrapped(served: Resource | Operation, answer: Any) -> Any:
    return answer if served.bare or served.version == "v2" else {"data": answer, "meta": {}}
