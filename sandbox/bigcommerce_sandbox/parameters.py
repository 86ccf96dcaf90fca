"""The parameters of a query: what the stand-in store does not know, it refuses."""

from collections.abc import Collection

from starlette.requests import Request

from bigcommerce_sandbox.errors import ApiError


def check_query(known: Collection[str], version: str, request: Request) -> None:
    """Refuse what is not known, and what comes twice.

    Args:
        known: the names that the request may have.
        version: that of the API.
        request: what is asked.

    Raises:
        ApiError: 422, for either.
    """
    given = request.query_params
    if unknown := given.keys() - known:
        what = f"{request.method} /{version}{request.scope['route'].path}"
        raise ApiError(422, f"The stand-in store does not implement '{"', '".join(sorted(unknown))}' of {what}.")
    if len(given.multi_items()) > len(given):
        raise ApiError(422, "A parameter of the query is there twice.")
