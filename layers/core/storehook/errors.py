"""The errors that storehook raises, in one tree.

StorehookError
├── Refused                     a request that ingest or connect answers with a 4xx
│   ├── SignatureInvalid        401
│   │   └── SignatureMismatch
│   └── BodyTooLarge            413
├── Unreadable                  a genuine webhook or queued message that we cannot read
├── DeclarationError            an action or model file that cannot be used; raised at import
│   ├── UnknownScope
│   ├── UnknownLane
│   ├── DuplicateAction
│   ├── ActionImportError
│   ├── ModelInvalid
│   └── DuplicateModel
├── RunError                    raised while a run is going on; unless it says otherwise, the run is tried again
│   ├── Fail                    no further attempt
│   │   ├── ParamsInvalid
│   │   ├── UnknownAction
│   │   ├── CallTooDeep         actions call or enqueue one another without end
│   │   ├── LoopDetected        an action answers its own echoes
│   │   ├── CallInvalid         a call of BigCommerce's API that cannot be made
│   │   ├── NoCurrentStore
│   │   ├── StoreUnavailable    the store is paused, uninstalled or unknown
│   │   └── RecordFault         a record cannot be kept as it is asked for
│   │       ├── FieldUnknown
│   │       ├── RecordInvalid
│   │       ├── ValueNotStorable
│   │       ├── EmptyKey
│   │       ├── RecordTooLarge
│   │       ├── RecordExists
│   │       ├── RecordUnreadable
│   │       ├── RecordDetached
│   │       └── HookRecursion
│   ├── ApiError                BigCommerce did not do what it was asked to
│   │   ├── ApiUnavailable      no answer, a 5xx, or an answer that cannot be read
│   │   ├── ApiRefused          a 4xx, or another answer that says no
│   │   │   └── Unauthorized    401 or 403; also a Fail
│   │   └── AnswerTooLarge      also a Fail
│   ├── RecordMissing           another run may create it
│   ├── RecordContended         other runs were faster
│   ├── Retry                   another attempt, when the author says
│   ├── Throttled               put back without counting an attempt
│   ├── AttemptTimedOut         it took longer than it may
│   └── AttemptLost             the process ended before the attempt did
├── SecretUnusable              the app's secret holds no client secret, or no client id where that is needed
├── HookSecretUnusable          the secret for hooks' keys is empty
├── SecretUnreadable            a store's token or client secret cannot be decrypted
├── NotQueued                   SQS did not take every task
└── SettingsError               an environment variable is missing or wrong

What only a merchant or an operator can meet branches off in `connect`, `registration`, `history` and `operations`.

```python
from storehook import Fail

if order["total_inc_tax"] == "0.0000":
    raise Fail("A free order has no invoice.")
```
"""

from collections.abc import Mapping
from typing import ClassVar


class StorehookError(Exception):
    """The root: `except StorehookError` catches everything that storehook itself raises."""


class Refused(StorehookError):
    """A request that is not let in. `status` is the HTTP answer."""

    status: ClassVar[int] = 400


class SignatureInvalid(Refused):
    """The request does not prove that BigCommerce sent it. The reason is for the log, never for the sender."""

    status = 401


class SignatureMismatch(SignatureInvalid):
    """The headers are well-formed, but none of the secrets that were tried made the signature."""


class BodyTooLarge(Refused):
    """The body is over the size cap, in bytes. BigCommerce's own bodies are below 1 KiB."""

    status = 413

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"The body has {size} bytes; the limit is {limit}.")


class Unreadable(StorehookError):
    """The sender is genuine, the content is not what we know. It is dead-lettered with this reason, never refused."""


class DeclarationError(StorehookError):
    """An action is declared in a way that cannot work. The message names what to change."""


class UnknownScope(DeclarationError):
    """BigCommerce has no such scope."""

    def __init__(self, scope: str, nearest: str | None) -> None:
        hint = f"Did you mean {nearest!r}?" if nearest else "BigCommerce's webhook events page lists them."
        super().__init__(f"{scope!r} is not a BigCommerce webhook scope. {hint}")


class UnknownLane(DeclarationError):
    """No such lane is deployed."""

    def __init__(self, lane: str, lanes: tuple[str, ...]) -> None:
        super().__init__(f"{lane!r} is not a lane. Use one of: {', '.join(lanes)}.")


class DuplicateAction(DeclarationError):
    """Two actions share a name; runs are kept by action name, so each needs its own."""

    def __init__(self, name: str, first: str, second: str) -> None:
        super().__init__(f"Two actions are called {name!r}: in {first} and in {second}. Rename one of them.")


class ActionImportError(DeclarationError):
    """An action file fails when it is imported. The cause is chained."""

    def __init__(self, file: str, cause: BaseException) -> None:
        super().__init__(f"{file} cannot be imported: {type(cause).__name__}: {cause}")


class RunError(StorehookError):
    """Something about one run."""


class Fail(RunError):
    """Raise it in an action to fail the run now, without further attempts."""


class ParamsInvalid(Fail):
    """The event's params do not fit the model that the action asks for."""


class UnknownAction(Fail):
    """The queued message names an action that this deployment does not have."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no action {name!r} in functions/worker/actions. Bring it back, deploy and redrive.")


class CallTooDeep(Fail):
    """Actions call or enqueue one another in a circle, or too deep."""

    def __init__(self, chain: tuple[str, ...], limit: int) -> None:
        path = " → ".join(chain)
        super().__init__(
            f"{path}: actions may call one another {limit} deep, and none again that is at work. Cut the chain."
        )


class LoopDetected(Fail):
    """The action writes to what triggers it, and is triggered by its own writes."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"Each of the last {limit} writes answered the echo of the one before; this one was not sent. "
            "Keep what you wrote in a model, and write only if `changed()`; `@action(loop_limit=…)` allows for more."
        )


class AttemptTimedOut(RunError):
    """The attempt took too long.

    Args:
        seconds: how long it was allowed to take.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f'The attempt took more than {seconds:.0f} s. Raise the action\'s `timeout`, or use `lane="long"`.'
        )


class Retry(RunError):
    """Raise it in an action to be tried again on your own schedule; it counts as an attempt.

    Args:
        after: seconds until the next attempt; None leaves it to the action's `retries`.
    """

    def __init__(self, message: str = "The action asked to be tried again.", *, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


class Throttled(RunError):
    """The store's API budget is used up. The message goes back and no attempt is counted.

    Args:
        after: seconds until the budget is there again.
    """

    def __init__(self, after: float) -> None:
        super().__init__(f"The store's API budget is used up for {after:.0f} s.")
        self.after = after


class AttemptLost(RunError):
    """An attempt began and its process ended without a word: a timeout, a crash, or no memory."""

    def __init__(self) -> None:
        super().__init__("The attempt began but never ended: the function timed out, crashed or ran out of memory.")


class SecretUnusable(StorehookError):
    """The current value in Secrets Manager is no JSON with what is needed. The message shows what to put there."""

    def __init__(self, secret_id: str) -> None:
        super().__init__(
            f'The value of {secret_id} must be like {{"client_id": "…", "client_secret": "…"}}. Put it anew.'
        )


class NotQueued(StorehookError):
    """SQS did not take every task of a batch. Sending all of them again does no harm."""

    def __init__(self, count: int, code: str) -> None:
        super().__init__(f"SQS did not take {count} of the batch's tasks ({code}). Try again.")


class HookSecretUnusable(StorehookError):
    """The secret that hooks' keys are made with is empty."""

    def __init__(self, secret_id: str) -> None:
        super().__init__(f"The secret {secret_id} holds no text. Put any long random text there.")


class SecretUnreadable(StorehookError):
    """A store's token or client secret was not encrypted for this store, or not with this stack's key."""

    def __init__(self, store_hash: str) -> None:
        super().__init__(
            f"A secret of the store {store_hash} cannot be decrypted: it was encrypted for another store, or with "
            "another key. Install the app anew, or add the store again."
        )


class SettingsError(StorehookError):
    """The function's environment lacks something. The template sets it; redeploy."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The environment variable {name} is missing or wrong. The template sets it: redeploy.")


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


class ModelInvalid(DeclarationError):
    """A model declares what cannot be kept: a float, a reserved name, a second source time."""


class DuplicateModel(DeclarationError):
    """Two models share a name; records are kept by model name, so each needs its own."""

    def __init__(self, name: str, first: str, second: str) -> None:
        super().__init__(f"Two models are called {name!r}: {first} and {second}. Rename one of them.")


class RecordFault(Fail):
    """A record cannot be kept as it is asked for, and trying again would not change that. The message says why."""


class FieldUnknown(RecordFault):
    """The model has no such field."""


class RecordInvalid(RecordFault):
    """Values do not fit the model."""


class ValueNotStorable(RecordFault):
    """A value is a float, too long a number, or of a type that has no stored form."""


class EmptyKey(RecordFault):
    """An id, or a key of a map, is empty."""


class RecordTooLarge(RecordFault):
    """A record, with what is remembered of unfinished changes, has over 400 KB."""


class RecordExists(RecordFault):
    """A record that another run has created is to be created."""


class RecordUnreadable(RecordFault):
    """What is stored does not fit the model any more."""


class RecordDetached(RecordFault):
    """A record is asked for what it can do only while its `run` goes on, or only if it belongs to a store."""


class HookRecursion(RecordFault):
    """The hooks of a record change the record, which calls them again, without end."""


class RecordMissing(RunError):
    """There is no such record. The run is tried again, as events come in any order."""


class RecordContended(RunError):
    """Other runs wrote the record first, again and again. The run is tried again."""
