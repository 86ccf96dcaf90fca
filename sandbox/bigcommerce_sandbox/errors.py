"""Refusals of requests, in the shapes that BigCommerce uses."""

from collections.abc import Mapping
from typing import Any

from bigcommerce_facts.check import MISSING

STATUS_CODES_PAGE = "/api-docs/getting-started/api-status-codes"
"""The `type` of a v3 error (BigCommerce docs, webhooks v3 reference)."""


class ApiError(Exception):
    """A request that is answered with an error.

    Args:
        status: the HTTP status.
        title: what went wrong, in one line. Never holds a secret.
        errors: messages by field, for a v3 answer that has them.
        page: the `type` of a v3 answer.
    """

    def __init__(
        self, status: int, title: str, errors: Mapping[str, str] | None = None, page: str = STATUS_CODES_PAGE
    ) -> None:
        super().__init__(title)
        self.status = status
        self.title = title
        self.errors = errors
        self.page = page

    def body(self, version: str) -> Any:
        """The JSON of the answer: an array for "v2", an object for everything else.

        Source: BigCommerce docs, orders v2 reference and webhooks v3 reference.
        """
        if version == "v2":
            return [{"status": self.status, "message": self.title}]
        answer: dict[str, Any] = {"status": self.status, "title": self.title, "type": self.page}
        return answer if self.errors is None else answer | {"errors": dict(self.errors)}


def not_found() -> ApiError:
    """The answer for a resource that the store does not have (BigCommerce docs, orders v2 reference)."""
    return ApiError(404, "The requested resource was not found.")


def unauthorized() -> ApiError:
    """The answer to a missing or wrong X-Auth-Token (BigCommerce docs, webhooks v3 reference)."""
    title = "Unauthorized - the v3 Auth client ID or token in the request are not a valid combination for this store."
    return ApiError(401, title)


def invalid(errors: Mapping[str, str], status: int = 422) -> ApiError:
    """The v3 answer that names each invalid field (BigCommerce docs, webhooks v3 reference)."""
    return ApiError(status, "JSON data is missing or invalid", errors)


def refused(version: str, problems: Mapping[str, str], status: int | None = None) -> ApiError:
    """Return the answer to bad fields: v3 names each of them, v2 the first.

    Args:
        version: of the API.
        problems: the problems by the names of the fields.
        status: of the answer; None for the usual one, 400 in v2 and 422 in v3.
    """
    if version == "v3":
        return invalid(problems, status or 422)
    name, problem = next(iter(problems.items()))
    text = "is missing" if problem == MISSING else f"is invalid: {problem}"
    return ApiError(status or 400, f"The field '{name}' {text}.")


def invalid_query(version: str, name: str) -> ApiError:
    """Return the answer to a parameter whose value cannot be read."""
    problem = f"The value of '{name}' is not valid."
    return ApiError(422, problem, {name: problem}) if version == "v3" else ApiError(400, problem)
