"""What can go wrong with a store and its API: branches of the tree in `storehook.errors`.

RunError
├── ApiError                BigCommerce did not do what it was asked to
│   ├── ApiUnavailable      no answer, a 5xx, or an answer that cannot be read
│   ├── ApiRefused          a 4xx, or another answer that says no
│   │   └── Unauthorized    401 or 403; also a Fail
│   └── AnswerTooLarge      also a Fail
└── Fail                    no further attempt
    ├── CallInvalid         a call that cannot be made
    ├── NoCurrentStore
    └── StoreUnavailable    the store is paused, uninstalled or unknown
"""

from collections.abc import Mapping

from storehook.errors import Fail, RunError


class CallInvalid(Fail):
    """A call of BigCommerce's API whose path, query or JSON cannot be sent. Nothing was sent."""


class NoCurrentStore(Fail):
    """`current` was asked for where there is no current store."""

    def __init__(self) -> None:
        super().__init__(
            "There is no current store in an action that another action called or enqueued, nor in a model's run or "
            "on_success. Name the store: ctx.connections.bigcommerce.for_store_hash(store_hash)."
        )


class StoreUnavailable(Fail):
    """The store cannot be called: it is paused, uninstalled or unknown. Redrive the run when it is back.

    Args:
        store_hash: the store.
        reason: what is wrong, as in "is paused".
    """

    def __init__(self, store_hash: str, reason: str) -> None:
        super().__init__(f"The store {store_hash} {reason}.")
        self.store_hash = store_hash


class ApiError(RunError):
    """BigCommerce did not do what it was asked to. It holds no token, no query and nothing of what was sent.

    As any other error, it makes the run try again later, unless it is a `Fail` too. That goes for a 422 as well: what
    is invalid now, because a product is not there yet, may be valid in a minute. Where you know better, end the run:
    `except ApiRefused as error: raise Fail(str(error)) from error`.

    Args:
        title: what BigCommerce says is wrong, or what we found.
        store_hash: the store.
        method: GET, POST, PUT or DELETE.
        path: what was called, such as `/v2/orders/113`.
        status: the HTTP status; None if there was no answer.
        errors: BigCommerce's messages by field.
    """

    def __init__(
        self,
        title: str,
        *,
        store_hash: str,
        method: str,
        path: str,
        status: int | None = None,
        errors: Mapping[str, str] | None = None,
    ) -> None:
        self.title = title
        self.store_hash = store_hash
        self.method = method
        self.path = path
        self.status = status
        self.errors = dict(errors or {})
        fields = "".join(f"; {field}: {message}" for field, message in self.errors.items())
        answer = "had no answer" if status is None else f"was answered {status}"
        super().__init__(f"{method} {path} of store {store_hash} {answer}: {title}{fields}")


class ApiUnavailable(ApiError):
    """BigCommerce was not there: no connection, no answer in time, a 5xx, or an answer that cannot be read.

    What was to be written may have been written. `after`: seconds for which BigCommerce asks to be left alone, or None.
    `sent`: False if the request certainly never reached BigCommerce.
    """

    after: float | None = None
    sent: bool = True


class ApiRefused(ApiError):
    """BigCommerce said no: a 4xx, a redirect (which is not followed), or that it does not do this at all (501, 507)."""


class Unauthorized(ApiRefused, Fail):
    """The token is not valid for the store, or lacks an OAuth scope: 401 or 403. Trying again would not help."""


class AnswerTooLarge(ApiError, Fail):
    """The answer is larger than what we read. Ask for less: `limit`, `include_fields`, or `list()`, not `get()`."""
