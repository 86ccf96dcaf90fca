"""The errors that storehook raises, in one tree.

StorehookError
├── Refused                     a request that ingest or connect answers with a 4xx
│   ├── SignatureInvalid        401
│   │   ├── SignatureMismatch
│   │   └── GenuineRefused      BigCommerce has sent it, and yet
│   └── BodyTooLarge            413
├── Unreadable                  a genuine webhook or queued message that we cannot read
├── DeclarationError            an action or model file that cannot be used; raised at import
│   ├── UnknownScope
│   ├── UnknownLane
│   ├── DuplicateAction
│   ├── ActionImportError
│   ├── SettingsMissing         `ctx.settings` without settings.py
│   ├── SettingsInvalid         settings.toml does not fit settings.py
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
│   │   ├── StoreUnavailable    the store is uninstalled or unknown, or its token cannot be read
│   │   │   └── StorePaused     the run is held until the store is resumed
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
│   ├── SecretMissing           somebody may be setting it
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

In the examples `ctx` and `params` are what an action is given, `Order` is a model, and `store` is
`ctx.connections.bigcommerce.current`.

```python
from storehook import Fail

if params.id == 0:
    raise Fail("This is no order.")
```
"""

from collections.abc import Mapping
from typing import ClassVar


class StorehookError(Exception):
    """The root: `except StorehookError` catches everything that storehook itself raises.

    ```python
    try:
        store.v2.put("/orders/{order_id}", order_id=params.id, json={"staff_notes": "Packed"})
    except StorehookError as error:
        ctx.logger.warning("Not noted", extra={"reason": str(error)})
    ```
    """


class Refused(StorehookError):
    """A request that is not let in. `status` is the HTTP answer."""

    status: ClassVar[int] = 400


class SignatureInvalid(Refused):
    """The request does not prove that BigCommerce sent it. The reason is for the log, never for the sender."""

    status = 401


class SignatureMismatch(SignatureInvalid):
    """The headers are well-formed, but none of the secrets that were tried made the signature."""


class GenuineRefused(SignatureInvalid):
    """BigCommerce has sent it, as its signature or its key proves, and what else proves it is wrong.

    No stranger can bring it about, and so it raises an alarm.
    """


class BodyTooLarge(Refused):
    """The body is over the size cap, in bytes. BigCommerce's own bodies are below 1 KiB."""

    status = 413

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"The body has {size} bytes; the limit is {limit}.")


class Unreadable(StorehookError):
    """The sender is genuine, the content is not what we know. It is dead-lettered with this reason, never refused."""


class DeclarationError(StorehookError):
    """An action is declared in a way that cannot work. The message names what to change.

    ```python
    @action(timeout=0)  # DeclarationError: timeout, coalesce and loop_limit must be above 0.
    def welcome(params: Params, ctx: Context) -> None: ...
    ```
    """


class UnknownScope(DeclarationError):
    """BigCommerce has no such scope.

    ```python
    @action(webhooks=["store/order/create"])  # UnknownScope: did you mean 'store/order/created'?
    def welcome(params: Params, ctx: Context) -> None: ...
    ```
    """

    def __init__(self, scope: str, nearest: str | None) -> None:
        hint = f"Did you mean {nearest!r}?" if nearest else "BigCommerce's webhook events page lists them."
        super().__init__(f"{scope!r} is not a BigCommerce webhook scope. {hint}")


class UnknownLane(DeclarationError):
    """No such lane is deployed.

    ```python
    @action(lane="slow")  # UnknownLane: use one of default, long.
    def export(params: Params, ctx: Context) -> None: ...
    ```
    """

    def __init__(self, lane: str, lanes: tuple[str, ...]) -> None:
        super().__init__(f"{lane!r} is not a lane. Use one of: {', '.join(lanes)}.")


class DuplicateAction(DeclarationError):
    """Two actions share a name; runs are kept by action name, so each needs its own.

    ```python
    @action()
    def welcome(params: Params, ctx: Context) -> None: ...  # in two files of actions/: DuplicateAction
    ```
    """

    def __init__(self, name: str, first: str, second: str) -> None:
        super().__init__(f"Two actions are called {name!r}: in {first} and in {second}. Rename one of them.")


class ActionImportError(DeclarationError):
    """An action file fails when it is imported. The cause is chained.

    ```python
    import os

    @action()
    def send_invoice(params: Params, ctx: Context) -> None:
        rate = os.environ["VAT_RATE"]  # read at the top of the file, it would fail the import wherever it is not set
    ```
    """

    def __init__(self, file: str, cause: BaseException) -> None:
        super().__init__(f"{file} cannot be imported: {type(cause).__name__}: {cause}")


class SettingsMissing(DeclarationError):
    """`ctx.settings` is asked for, and none are declared.

    ```python
    sender = ctx.settings.sender  # SettingsMissing, without a functions/worker/settings.py
    ```
    """

    def __init__(self) -> None:
        super().__init__(
            "There are no settings. Write functions/worker/settings.py with a `class Settings(BaseModel)`, and the "
            "values into settings.toml beside it, below [default]. In tests: ActionEnvironment(settings=Settings(…))."
        )


class SettingsInvalid(DeclarationError):
    """The author's settings cannot be used. The message names the file, the table and the key.

    ```python
    from pydantic import BaseModel

    class Settings(BaseModel):  # in functions/worker/settings.py
        sender: str  # a settings.toml that says nothing of it is SettingsInvalid
    ```
    """


class RunError(StorehookError):
    """Something about one run."""


class Fail(RunError):
    """Raise it in an action to fail the run now, without further attempts.

    ```python
    if store.v2.get("/orders/{order_id}", order_id=params.id)["total_inc_tax"] == "0.0000":
        raise Fail("A free order has no invoice.")
    ```
    """


class ParamsInvalid(Fail):
    """The event's params do not fit the model that the action asks for.

    ```python
    from storehook.payloads import ShipmentPayload

    @action(webhooks=["store/shipment/created"])
    def notify(params: ShipmentPayload, ctx: Context) -> None: ...  # an event without an orderId: ParamsInvalid
    ```
    """


class UnknownAction(Fail):
    """The queued message names an action that this deployment does not have.

    ```python
    ctx.call("send_invoce")  # UnknownAction
    ```
    """

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no action {name!r} in functions/worker/actions. Bring it back, deploy and redrive.")


class CallTooDeep(Fail):
    """Actions call or enqueue one another in a circle, or too deep.

    ```python
    ctx.call("sync_order")  # in sync_order, or in what it calls: CallTooDeep
    ```
    """

    def __init__(self, chain: tuple[str, ...], limit: int) -> None:
        path = " → ".join(chain)
        super().__init__(
            f"{path}: actions may call one another {limit} deep, and none again that is at work. Cut the chain."
        )


class LoopDetected(Fail):
    """The action writes to what triggers it, and is triggered by its own writes.

    ```python
    copy = ctx.records(Order).upsert(params.id, staff_notes="Packed")
    if copy.changed("staff_notes"):  # not at the echo of the write below, and so the loop ends
        store.v2.put("/orders/{order_id}", order_id=params.id, json={"staff_notes": "Packed"})
    ```
    """

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"Each of the last {limit} writes answered the echo of the one before; this one was not sent. "
            "Keep what you wrote in a model, and write only if `changed()`; `@action(loop_limit=…)` allows for more."
        )


class AttemptTimedOut(RunError):
    """The attempt took too long.

    Args:
        seconds: how long it was allowed to take.

    ```python
    @action(lane="long", timeout=600)
    def export(params: Params, ctx: Context) -> None: ...  # AttemptTimedOut after ten minutes
    ```
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f'The attempt took more than {seconds:.0f} s. Raise the action\'s `timeout`, or use `lane="long"`.'
        )


class Retry(RunError):
    """Raise it in an action to be tried again on your own schedule; it counts as an attempt.

    Args:
        after: seconds until the next attempt; None leaves it to the action's `retries`.

    ```python
    raise Retry("The warehouse opens at six.", after=3600)
    ```
    """

    def __init__(self, message: str = "The action asked to be tried again.", *, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


class Throttled(RunError):
    """The store's API budget is used up. The message goes back and no attempt is counted.

    Args:
        after: seconds until the budget is there again.

    ```python
    try:
        store.v2.put("/orders/{order_id}", order_id=params.id, json={"staff_notes": "Packed"})
    except Throttled as error:
        ctx.logger.info("Out of quota", extra={"seconds": error.after})
        raise  # always: that is what puts the run back
    ```
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
    """A call of BigCommerce's API whose path, query or JSON cannot be sent. Nothing was sent.

    ```python
    store.v2.get("/orders/{order_id}")  # CallInvalid: nothing fills {order_id}
    ```
    """


class NoCurrentStore(Fail):
    """`current` was asked for where there is no current store.

    ```python
    bigcommerce = ctx.connections.bigcommerce
    store = bigcommerce.for_store_hash(params.storeHash)  # works where `bigcommerce.current` is a NoCurrentStore
    ```
    """

    def __init__(self) -> None:
        super().__init__(
            "There is no current store in an action that another action called or enqueued, nor in a model's run or "
            "on_success. Name the store: ctx.connections.bigcommerce.for_store_hash(store_hash)."
        )


class StoreUnavailable(Fail):
    """The store cannot be called: it is uninstalled or unknown. Redrive the run when it is back.

    Args:
        store_hash: the store.
        reason: what is wrong, as in "is uninstalled".

    ```python
    try:
        store.v2.get("/orders/{order_id}", order_id=params.id)
    except StoreUnavailable as error:
        ctx.logger.warning("Left out", extra={"store": error.store_hash})
    ```
    """

    def __init__(self, store_hash: str, reason: str) -> None:
        super().__init__(f"The store {store_hash} {reason}.")
        self.store_hash = store_hash
        self.reason = reason


class StorePaused(StoreUnavailable):
    """The store is paused. The attempt does not count, and the run is held until the store is resumed.

    Args:
        store_hash: the store.

    ```python
    try:
        store.v2.get("/orders/{order_id}", order_id=params.id)
    except StorePaused:
        ctx.logger.info("Later")
        raise
    ```
    """

    def __init__(self, store_hash: str) -> None:
        super().__init__(store_hash, "is paused")


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

    ```python
    try:
        store.v3.put("/catalog/products/{product_id}", product_id=180, json={"price": -1})
    except ApiError as error:
        ctx.logger.warning(error.title, extra={"status": error.status, "fields": error.errors})
        raise
    ```
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

    ```python
    try:
        store.v2.post("/orders/{order_id}/shipments", order_id=params.id, json={"tracking_number": "EJ958083578US"})
    except ApiUnavailable as error:
        if error.sent:
            raise Fail("The shipment may exist: look before it is made again.") from error
        raise
    ```
    """

    after: float | None = None
    sent: bool = True


class ApiRefused(ApiError):
    """BigCommerce said no: a 4xx, a redirect (which is not followed), or that it does not do this at all (501, 507).

    ```python
    try:
        store.v3.put("/catalog/products/{product_id}", product_id=180, json={"price": -1})
    except ApiRefused as error:
        raise Fail(str(error)) from error
    ```
    """


class Unauthorized(ApiRefused, Fail):
    """The token is not valid for the store, or lacks an OAuth scope: 401 or 403. Trying again would not help.

    ```python
    try:
        store.v3.get("/customers", query={"id:in": [32]})
    except Unauthorized as error:
        ctx.logger.error("The app lacks the scope store_v2_customers", extra={"status": error.status})
        raise
    ```
    """


class AnswerTooLarge(ApiError, Fail):
    """The answer is larger than what we read. Ask for less: `limit`, `include_fields`, or `list()`, not `get()`.

    ```python
    for product in store.v3.list("/catalog/products", query={"include_fields": "name"}):  # page by page, and no more
        ctx.logger.info(product["name"])
    ```
    """


class ModelInvalid(DeclarationError):
    """A model declares what cannot be kept: a float, a reserved name, a second source time.

    ```python
    class Product(Model):
        price: float  # ModelInvalid: declare a Decimal
    ```
    """


class DuplicateModel(DeclarationError):
    """Two models share a name; records are kept by model name, so each needs its own.

    ```python
    class Order(Model): ...  # where another file of models/ has an Order: DuplicateModel
    ```
    """

    def __init__(self, name: str, first: str, second: str) -> None:
        super().__init__(f"Two models are called {name!r}: {first} and {second}. Rename one of them.")


class RecordFault(Fail):
    """A record cannot be kept as it is asked for, and trying again would not change that. The message says why.

    ```python
    from storehook.errors import RecordFault

    try:
        ctx.records(Order).upsert(params.id, total="on request")
    except RecordFault:
        ctx.records(Order).upsert(params.id, total=0)
    ```
    """


class FieldUnknown(RecordFault):
    """The model has no such field.

    ```python
    ctx.records(Order).upsert(params.id, staff_note="Packed")  # FieldUnknown: did you mean 'staff_notes'?
    ```
    """


class RecordInvalid(RecordFault):
    """Values do not fit the model.

    ```python
    ctx.records(Order).upsert(params.id, total="on request")  # RecordInvalid: total is a Decimal
    ```
    """


class ValueNotStorable(RecordFault):
    """A value is a float, too long a number, or of a type that has no stored form.

    ```python
    ctx.records(Order).upsert(params.id, details={"weight": 4.5})  # ValueNotStorable: make it a Decimal, or text
    ```
    """


class EmptyKey(RecordFault):
    """An id, or a key of a map, is empty.

    ```python
    ctx.records(Order).find("")  # EmptyKey
    ```
    """


class RecordTooLarge(RecordFault):
    """A record, with what is remembered of unfinished changes, has over 400 KB.

    ```python
    ctx.records(Order).upsert(params.id, staff_notes="x" * 500_000)  # RecordTooLarge
    ```
    """


class RecordExists(RecordFault):
    """A record that another run has created is to be created.

    ```python
    ctx.records(Order).create(params.id)  # RecordExists, if another run has created it; upsert() is for both
    ```
    """


class RecordUnreadable(RecordFault):
    """What is stored does not fit the model any more.

    ```python
    class Product(Model):
        sku: str
        barcode: str = ""  # added later: without a default, the records of before would be RecordUnreadable
    ```
    """


class RecordDetached(RecordFault):
    """A record is asked for what it can do only while its `run` goes on, or only if it belongs to a store.

    ```python
    Order(staff_notes="Packed").save()  # RecordDetached: use ctx.records(Order).create(params.id, staff_notes="Packed")
    ```
    """


class HookRecursion(RecordFault):
    """The hooks of a record change the record, which calls them again, without end.

    ```python
    class Product(Model):
        views: int = 0

        def on_success(self, ctx: Context) -> None:
            ctx.records(Product).update(self.bigcommerce_id, views=self.views + 1)

    ctx.records(Product).upsert(180)  # HookRecursion
    ```
    """


class RecordMissing(RunError):
    """There is no such record. The run is tried again, as events come in any order.

    ```python
    ctx.records(Order).get(404)  # RecordMissing; find(404) gives None instead
    ```
    """


class SecretMissing(RunError):
    """There is no secret of that name. The run is tried again, as it may be set meanwhile.

    ```python
    key = ctx.secrets["mailchimpp"]  # SecretMissing: set it with `storehook secrets set`
    ```
    """

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no secret {name!r}. Set it with `storehook secrets set {name}`.")


class RecordContended(RunError):
    """Other runs wrote the record first, again and again. The run is tried again.

    ```python
    from storehook.errors import RecordContended

    try:
        ctx.records(Order).upsert(params.id, staff_notes="Packed")
    except RecordContended as error:
        raise Retry(after=60) from error
    ```
    """
