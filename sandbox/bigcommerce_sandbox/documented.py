"""The documented operation that a request is for, and the rules that its body must follow."""

import re
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from bigcommerce_facts import Operation, body_problems, load, undocumented
from bigcommerce_sandbox.errors import ApiError, refused

_API_PATH = re.compile(r"/stores/[^/]+(/v[23]/.+)")


def api_path(path: str) -> str:
    """Return the path below the store, such as `/v3/hooks`; empty for a path of something else."""
    match = _API_PATH.fullmatch(path)
    return match[1] if match else ""


def operation_of(request: Request) -> Operation | None:
    """Return the documented operation that a request is for, None if the documents have no such method and path."""
    return _operations(request).get(request.method.replace("HEAD", "GET"))


def check_body(request: Request, body: Any) -> None:
    """Refuse a body that breaks a documented rule.

    Ids of items to delete are not checked here: the answer tells for each whether it was deleted.

    Raises:
        ApiError: 400 in v2, 422 in v3.
    """
    operation = operation_of(request)
    if operation is None or (operation.method == "DELETE" and isinstance(body, list)):
        return
    problems = {problem.at or "data": problem.text for problem in body_problems(operation, body)}
    if problems:
        unknown = dict.fromkeys(undocumented(body, (operation.body,)), "BigCommerce documents no such field")
        raise refused(operation.version, unknown | problems)


def unserved(request: Request) -> ApiError:
    """Return the answer to a request that no route serves.

    An operation that is documented and not implemented is a 501. Clients take a 404 for an item that does not exist.
    """
    operation = operation_of(request)
    if operation:
        return _not_implemented(operation)
    if _operations(request):
        return ApiError(405, "Method Not Allowed")
    return ApiError(404, "The requested resource was not found. BigCommerce documents no such path.")


def methods(request: Request) -> list[str]:
    """Return the methods that the documents know of a path."""
    return [*_operations(request)]


def _operations(request: Request) -> Mapping[str, Operation]:
    match = _API_PATH.fullmatch(request.url.path)
    route = load().routes.find(match[1]) if match else None
    return route.operations if route else {}


def _not_implemented(operation: Operation) -> ApiError:
    return ApiError(501, f"BigCommerce documents {operation.name}, but the stand-in store does not implement it.")
