"""Errors that storehook raises, as one tree.

StorehookError
├── RequestRefused              request that ingest or connect answers with a 4xx
│   ├── SignatureInvalid        401
│   │   ├── SignatureMismatch
│   │   └── GenuineDeliveryRefused
│   └── BodyTooLarge            413
├── ContentUnreadable           genuine delivery or queued message with unexpected content
├── DeclarationError            invalid action, model or settings file; raised at import
│   ├── UnknownScope
│   ├── UnknownLane
│   ├── DuplicateAction
│   ├── ActionImportError
│   ├── SettingsMissing         `ctx.settings` without a settings.py
│   ├── SettingsInvalid         settings.toml doesn't fit settings.py
│   ├── ModelInvalid
│   └── DuplicateModel
├── RunError                    raised during a run; the run is retried, unless noted otherwise
│   ├── Fail                    the run fails without further attempts
│   │   ├── ParamsInvalid
│   │   ├── UnknownAction
│   │   ├── CallTooDeep         actions call or enqueue each other without end
│   │   ├── StepNameTaken       step with a name that the attempt has used
│   │   ├── StepResultInvalid   result of a step that can't be stored, or no longer fits
│   │   ├── StepResultTooLarge
│   │   ├── StepsExpired        the run was stopped for so long that its steps are gone
│   │   ├── LoopDetected        an action answers its own echoes
│   │   ├── CallInvalid         API call that can't be sent
│   │   ├── NoSuchEndpoint      API call to a path that BigCommerce doesn't document
│   │   ├── NoCurrentStore
│   │   ├── NoDebugger          `breakpoint()` in a function
│   │   ├── StoreUnavailable    store that is uninstalled or unknown, or whose token can't be read
│   │   │   └── StorePaused     the run is held until the store is resumed
│   │   └── RecordFault         record that can't be stored as requested
│   │       ├── FieldUnknown
│   │       ├── RecordInvalid
│   │       ├── ValueNotStorable
│   │       ├── EmptyKey
│   │       ├── RecordTooLarge
│   │       ├── RecordExists
│   │       ├── RecordUnreadable
│   │       ├── RecordDetached
│   │       └── HookRecursion
│   ├── ApiError                failed API call
│   │   ├── ApiUnavailable      no answer, a 5xx, or an unreadable answer
│   │   ├── ApiRefused          4xx, or another negative answer
│   │   │   └── Unauthorized    401 or 403; also a Fail
│   │   └── AnswerTooLarge      also a Fail
│   ├── RecordMissing           another run may create it
│   ├── SecretMissing           a person may be setting it
│   ├── RecordContended         other runs saved first
│   ├── Retry                   retry at a time that the action chooses
│   ├── Throttled               deferred, without counting an attempt
│   ├── LoopSuspected           likewise
│   ├── AttemptTimedOut         the attempt exceeded its timeout
│   └── AttemptLost             the process ended during the attempt
├── SecretUnusable              app secret without a client secret, or without a client ID where it is needed
├── HookSecretUnusable          empty secret for the webhooks' keys
├── SecretUnreadable            token or client secret of a store that can't be decrypted
├── NotQueued                   SQS didn't accept every task
├── ScheduleContended           others wrote a stored schedule all the time
└── SettingsError               missing or invalid environment variable

Errors that only merchants or operators see branch off in `connect`, `registration`, `history` and `operations`.

In the examples, `ctx` and `params` are the arguments of an action, `Order` is a model, and `store` is
`ctx.connections.bigcommerce.current`.

```python
from storehook import Fail

if params.id == 0:
    raise Fail("An order's ID is above 0.")
```
"""

from collections.abc import Mapping
from typing import ClassVar


class StorehookError(Exception):
    """Root of the tree: `except StorehookError` catches everything that storehook itself raises.

    ```python
    try:
        store.v2.put("/orders/{order_id}", order_id=params.id, json={"staff_notes": "Packed"})
    except StorehookError as error:
        ctx.logger.warning("The note was not written", extra={"reason": str(error)})
    ```
    """


class RequestRefused(StorehookError):
    """Request that is refused. `status` is the HTTP status of the answer."""

    status: ClassVar[int] = 400


class SignatureInvalid(RequestRefused):
    """Request without proof that BigCommerce sent it. The reason is for the log, never for the sender."""

    status = 401


class SignatureMismatch(SignatureInvalid):
    """Well-formed signature that none of the known client secrets produced."""


class GenuineDeliveryRefused(SignatureInvalid):
    """Refused delivery that BigCommerce did send, as its signature or its key proves.

    A stranger can't cause it, so it sets off an alarm.
    """


class BodyTooLarge(RequestRefused):
    """Body over the size limit. BigCommerce's own bodies are below 1 KiB."""

    status = 413

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"The body has {size} bytes. The limit is {limit}.")


class ContentUnreadable(StorehookError):
    """Content of a genuine delivery or message that can't be read. It becomes a dead letter, and is never refused."""


class DeclarationError(StorehookError):
    """Invalid declaration of an action. The message says what to change.

    ```python
    @action(timeout=0)  # DeclarationError: timeout must be above 0.
    def welcome(params: Params, ctx: Context) -> None: ...
    ```
    """


class UnknownScope(DeclarationError):
    """Scope that BigCommerce doesn't have.

    ```python
    @action(webhooks=["store/order/create"])  # UnknownScope: did you mean 'store/order/created'?
    def welcome(params: Params, ctx: Context) -> None: ...
    ```
    """

    def __init__(self, scope: str, nearest: str | None) -> None:
        hint = f"Did you mean {nearest!r}?" if nearest else "BigCommerce's page of webhook events lists all scopes."
        super().__init__(f"{scope!r} is not a BigCommerce webhook scope. {hint}")


class UnknownLane(DeclarationError):
    """Lane that doesn't exist.

    ```python
    @action(lane="slow")  # UnknownLane: use one of default, long.
    def export(params: Params, ctx: Context) -> None: ...
    ```
    """

    def __init__(self, lane: str, lanes: tuple[str, ...]) -> None:
        super().__init__(f"{lane!r} is not a lane. Use one of: {', '.join(lanes)}.")


class DuplicateAction(DeclarationError):
    """Two actions with the same name. Runs are stored by action name, so it must be unique.

    ```python
    @action()
    def welcome(params: Params, ctx: Context) -> None: ...  # in two files of actions/: DuplicateAction
    ```
    """

    def __init__(self, name: str, first: str, second: str) -> None:
        super().__init__(f"Two actions are named {name!r}: in {first} and in {second}. Rename one of them.")


class ActionImportError(DeclarationError):
    """Action file that can't be imported. The cause is chained.

    ```python
    import os

    @action()
    def send_invoice(params: Params, ctx: Context) -> None:
        rate = os.environ["VAT_RATE"]  # at the top of the file, it would fail the import wherever it isn't set
    ```
    """

    def __init__(self, file: str, cause: BaseException) -> None:
        super().__init__(f"{file} cannot be imported: {type(cause).__name__}: {cause}")


class SettingsMissing(DeclarationError):
    """Use of `ctx.settings` in a project that declares no settings.

    ```python
    sender = ctx.settings.sender  # SettingsMissing, without a functions/worker/settings.py
    ```
    """

    def __init__(self) -> None:
        super().__init__(
            "ctx.settings was used, but no settings are declared. Write a `class Settings(BaseModel)` in "
            "functions/worker/settings.py, and its values under [default] in functions/worker/settings.toml. In tests, "
            "pass ActionEnvironment(settings=Settings(…))."
        )


class SettingsInvalid(DeclarationError):
    """Settings that don't fit their model. The message names the file, the table and the key.

    ```python
    from pydantic import BaseModel

    class Settings(BaseModel):  # in functions/worker/settings.py
        sender: str  # a settings.toml without a sender is SettingsInvalid
    ```
    """


class RunError(StorehookError):
    """Base of the errors of a run. Unless its class says otherwise, the run is retried."""


class Fail(RunError):
    """Error to raise in an action to fail the run now, without further attempts.

    ```python
    order = store.v2.get("/orders/{order_id}", order_id=params.id)
    if order is not None and order["total_inc_tax"] == "0.0000":
        raise Fail("A free order has no invoice.")
    ```
    """


class ParamsInvalid(Fail):
    """Params that don't fit the model of the action's first argument. The run fails.

    ```python
    from storehook.payloads import ShipmentPayload

    @action(webhooks=["store/shipment/created"])
    def notify(params: ShipmentPayload, ctx: Context) -> None: ...  # an event without an orderId: ParamsInvalid
    ```
    """


class UnknownAction(Fail):
    """Action that the deployed code doesn't have. The run fails.

    ```python
    ctx.call("send_invoce")  # UnknownAction: did you mean 'send_invoice'?
    ```
    """

    def __init__(self, name: str, nearest: str | None = None) -> None:
        hint = f" Did you mean {nearest!r}?" if nearest else ""
        super().__init__(
            f"No action is named {name!r} in functions/worker/actions.{hint} Fix the name or restore the file, deploy, "
            "and retry the run."
        )


class CallTooDeep(Fail):
    """Chain of actions that call or enqueue each other too deep or in a circle. The run fails.

    ```python
    ctx.call("sync_order")  # in sync_order, or in what it calls: CallTooDeep
    ```
    """

    def __init__(self, chain: tuple[str, ...], limit: int) -> None:
        path = " → ".join(chain)
        super().__init__(
            f"Actions can call or enqueue each other at most {limit} deep, and can't call themselves. Break the chain: "
            f"{path}."
        )


class StepNameTaken(Fail):
    """Name of a step that the same attempt has used before. The run fails.

    ```python
    for line_id in (1, 2):
        ctx.step("reserve", str, line_id)  # StepNameTaken: use f"reserve {line_id}"
    ```
    """

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Two steps of this attempt are named {name!r}, and a stored result belongs to one name. Add a key to the "
            f'name, such as ctx.step(f"{name} {{item_id}}", …).'
        )


class StepResultInvalid(Fail):
    """Result of a step that can't be stored, or a stored one that no longer fits the step's type. The run fails.

    ```python
    cents = ctx.step("total", lambda: "19.90", returns=int)  # StepResultInvalid: the result isn't an int
    ```
    """

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"The result of the step {name!r} doesn't fit: {reason}. Make the type accept it, or give the step another "
            "name so that it is executed again. Then deploy, and retry the run. Or forget the stored result with "
            "`storehook runs forget-step`, and retry the run."
        )


class StepResultTooLarge(Fail):
    """Result of a step that has too many bytes as JSON. The run fails.

    ```python
    ctx.step("fetch", lambda: "all products" * 10_000)  # StepResultTooLarge: return the IDs that later steps need
    ```
    """

    def __init__(self, name: str, size: int, limit: int) -> None:
        super().__init__(
            f"The step {name!r} was executed, but its result has {size:,} bytes as JSON. The limit is {limit:,}. "
            "Return what later steps need, such as an ID."
        )


class StepsExpired(Fail):
    """Run that was stopped for so long that the results of its steps may have been deleted. The run fails.

    Retrying it executes all steps again.

    ```python
    number = ctx.step("invoice", str, params.id)  # in a run that was held for half a year
    ```
    """

    def __init__(self) -> None:
        super().__init__(
            "The run is so old that the results of its steps may have been deleted. Its steps may have been executed. "
            "Check what was done. To execute all steps again, retry the run."
        )


class LoopDetected(Fail):
    """Loop: an action that writes to what triggers it, and is triggered by its writes. The run fails.

    ```python
    copy = ctx.records(Order).upsert(params.id, staff_notes="Packed")
    if copy.changed("staff_notes"):  # false for the echo of the write below, so the loop ends
        store.v2.put("/orders/{order_id}", order_id=params.id, json={"staff_notes": "Packed"})
    ```
    """

    def __init__(self, cause: str, option: str) -> None:
        super().__init__(
            f"{cause}, so this write was not sent. Store what you write in a model, and write only if `changed()` is "
            f"true. To allow more, raise `{option}` in @action."
        )


class LoopSuspected(RunError):
    """Write that continues a long chain, but may answer a change by others. The run is deferred.

    The attempt isn't counted. Don't catch it.

    Args:
        after: seconds until it will be clear whether the run may write.

    ```python
    store.v2.put("/orders/{order_id}", order_id=params.id, json={"staff_notes": "Packed"})
    # LoopSuspected, if this has followed eight of the action's writes to the order within seconds
    ```
    """

    def __init__(self, after: float) -> None:
        super().__init__(f"This write may continue a loop. The run continues in {after:.0f} s.")
        self.after = after


class AttemptTimedOut(RunError):
    """Attempt that exceeded its timeout. The run is retried.

    Args:
        seconds: the timeout.

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
    """Error to raise in an action to retry the run on your own schedule. It counts as an attempt.

    Args:
        after: seconds until the next attempt; None for the schedule of the action's `retries`.

    ```python
    raise Retry("The warehouse opens at six.", after=3600)
    ```
    """

    def __init__(self, message: str = "The action asked for a retry.", *, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


class Throttled(RunError):
    """Used-up API quota of the store. The run is deferred, and the attempt isn't counted.

    Args:
        after: seconds until there is quota again.

    ```python
    try:
        store.v2.put("/orders/{order_id}", order_id=params.id, json={"staff_notes": "Packed"})
    except Throttled as error:
        ctx.logger.info("Out of quota", extra={"seconds": error.after})
        raise  # always: this defers the run
    ```
    """

    def __init__(self, after: float) -> None:
        super().__init__(f"The store's API quota is used up. It is available again in {after:.0f} s.")
        self.after = after


class AttemptLost(RunError):
    """Attempt whose process ended without a result: a timeout, a crash, or a lack of memory. The run is retried."""

    def __init__(self) -> None:
        super().__init__(
            "The attempt started but never ended: the function timed out, crashed or ran out of memory. Its log says "
            "which."
        )


class SecretUnusable(StorehookError):
    """App secret in Secrets Manager without the JSON that is needed. The message shows its format."""

    def __init__(self, secret_id: str) -> None:
        super().__init__(
            f"The secret {secret_id} isn't JSON with a client_id and a client_secret. Set it to "
            '{"client_id": "…", "client_secret": "…"}.'
        )


class NotQueued(StorehookError):
    """Batch of tasks that SQS didn't accept in full. It is safe to send all of them again."""

    def __init__(self, count: int, code: str) -> None:
        super().__init__(f"SQS did not accept {count} of the batch's tasks ({code}). Try again.")


class ScheduleContended(StorehookError):
    """Schedule that ticks, operators and deploys wrote in between, each time."""

    def __init__(self, action: str, tries: int) -> None:
        super().__init__(f"The schedule of {action} was not stored: others changed it {tries} times. Try again.")


class HookSecretUnusable(StorehookError):
    """Empty secret from which the keys of webhooks are derived."""

    def __init__(self, secret_id: str) -> None:
        super().__init__(f"The secret {secret_id} is empty. Set it to 64 random letters and digits.")


class SecretUnreadable(StorehookError):
    """Token or client secret that was encrypted for another store, or with another key than this stack's."""

    def __init__(self, store_hash: str) -> None:
        super().__init__(
            f"A token or client secret of store {store_hash} can't be decrypted. It was encrypted for another store or "
            f"with another key. Reinstall the app, or add the store again: storehook stores add {store_hash}"
        )


class SettingsError(StorehookError):
    """Missing or invalid environment variable of a function. The template sets it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The environment variable {name} is missing or invalid. The template sets it: deploy again.")


class CallInvalid(Fail):
    """API call whose path, query or JSON can't be sent. Nothing was sent, and the run fails.

    ```python
    store.v2.get("/orders/{order_id}")  # CallInvalid: order_id is missing
    ```
    """


class NoSuchEndpoint(Fail):
    """API call to a path that BigCommerce doesn't document, which it answered with 404. The run fails.

    Args:
        method: method of the call.
        path: path of the call, such as `/v2/order/113`.
        nearest: similar path that is documented; empty if there is none.

    ```python
    store.answers("GET", "/v2/order/113", {"id": 113})  # NoSuchEndpoint: did you mean /v2/orders/{order_id}?
    ```
    """

    def __init__(self, method: str, path: str, nearest: str) -> None:
        advice = f"Did you mean {nearest}?" if nearest else "Look the path up in BigCommerce's API reference."
        super().__init__(f"BigCommerce documents no endpoint with the path {path} ({method}). {advice}")


class NoCurrentStore(Fail):
    """Use of `current` in code that has no current store. The run fails.

    ```python
    bigcommerce = ctx.connections.bigcommerce
    store = bigcommerce.for_store_hash(params.storeHash)  # works where `bigcommerce.current` raises NoCurrentStore
    ```
    """

    def __init__(self) -> None:
        super().__init__(
            "An action that another action called or enqueued has no current store, and neither have a model's run and "
            "on_success. Name the store: ctx.connections.bigcommerce.for_store_hash(store_hash)."
        )


class NoDebugger(Fail):
    """`breakpoint()` in an action that runs in a function, where no terminal can answer. The run fails.

    ```python
    from storehook.errors import NoDebugger

    raise NoDebugger  # breakpoint() does, in a function
    ```
    """

    def __init__(self) -> None:
        super().__init__("breakpoint() needs a terminal. Run the action in one: storehook run --debug NAME")


class StoreUnavailable(Fail):
    """Store that can't be called: it is uninstalled or unknown. The run fails. Retry it when the store is back.

    Args:
        reason: predicate of the sentence, such as "is uninstalled".

    ```python
    try:
        store.v2.get("/orders/{order_id}", order_id=params.id)
    except StoreUnavailable as error:
        ctx.logger.warning("Skipped a store", extra={"store": error.store_hash})
    ```
    """

    def __init__(self, store_hash: str, reason: str) -> None:
        super().__init__(f"Store {store_hash} {reason}.")
        self.store_hash = store_hash
        self.reason = reason


class StorePaused(StoreUnavailable):
    """Paused store. The run is held until the store is resumed, and the attempt isn't counted.

    ```python
    try:
        store.v2.get("/orders/{order_id}", order_id=params.id)
    except StorePaused:
        ctx.logger.info("The store is paused")
        raise
    ```
    """

    def __init__(self, store_hash: str) -> None:
        super().__init__(store_hash, "is paused")


class ApiError(RunError):
    """Failed API call. The error contains no token, no query and nothing of what was sent.

    The run is retried, unless the error is also a `Fail`. This includes a 422: a request that is invalid now, because a
    product doesn't exist yet, can be valid in a minute. If you know that it can't, fail the run:
    `except ApiRefused as error: raise Fail(str(error)) from error`.

    Args:
        title: the problem, in BigCommerce's words or in ours.
        method: GET, POST, PUT or DELETE.
        path: such as `/v2/orders/113`.
        status: the HTTP status; None without an answer.
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
        answer = "got no answer" if status is None else f"was answered {status}"
        super().__init__(f"{method} {path} of store {store_hash} {answer}: {title}{fields}")


class ApiUnavailable(ApiError):
    """No usable answer: no connection, no answer in time, a 5xx, or an unreadable answer. The run is retried.

    A write may have been carried out. `after` is the number of seconds that BigCommerce asks to wait, or None. `sent`
    is False if the request certainly never reached BigCommerce.

    ```python
    try:
        store.v2.post("/orders/{order_id}/shipments", order_id=params.id, json={"tracking_number": "EJ958083578US"})
    except ApiUnavailable as error:
        if error.sent:
            raise Fail("The shipment may exist. Check before you retry the run.") from error
        raise
    ```
    """

    after: float | None = None
    sent: bool = True


class ApiRefused(ApiError):
    """Negative answer: a 4xx, a redirect (which isn't followed), 501 or 507. The run is retried.

    ```python
    try:
        store.v3.put("/catalog/products/{product_id}", product_id=180, json={"price": -1})
    except ApiRefused as error:
        raise Fail(str(error)) from error
    ```
    """


class Unauthorized(ApiRefused, Fail):
    """Answer 401 or 403: the token isn't valid for the store, or lacks an OAuth scope.

    After a 403, the run fails. After a 401, it is tried again for about three hours, and no attempt is counted. If the
    reconciler meets a refusal too, it pauses the store, and the run is held until the token works.

    ```python
    try:
        store.v3.get("/customers", query={"id:in": [32]})
    except Unauthorized as error:
        ctx.logger.error("The app lacks the scope store_v2_customers", extra={"status": error.status})
        raise
    ```
    """


class AnswerTooLarge(ApiError, Fail):
    """Answer over the size limit. Request less, with `limit`, `include_fields` or `list()`. The run fails.

    ```python
    for product in store.v3.list("/catalog/products", query={"include_fields": "name"}):  # small pages, one at a time
        ctx.logger.info(product["name"])
    ```
    """


class ModelInvalid(DeclarationError):
    """Model with a field that can't be stored, such as a float, an excluded field, or a second source time.

    ```python
    class Product(Model):
        price: float  # ModelInvalid: declare a Decimal
    ```
    """


class DuplicateModel(DeclarationError):
    """Two models with the same name. Records are stored by model name, so it must be unique.

    ```python
    class Order(Model): ...  # where another file of models/ has an Order: DuplicateModel
    ```
    """

    def __init__(self, name: str, first: str, second: str) -> None:
        super().__init__(f"Two models are named {name!r}: {first} and {second}. Rename one of them.")


class RecordFault(Fail):
    """Record that can't be stored as requested. A retry wouldn't help, so the run fails. The message says why.

    ```python
    from storehook.errors import RecordFault

    try:
        ctx.records(Order).upsert(params.id, total="on request")
    except RecordFault:
        ctx.records(Order).upsert(params.id, total=0)
    ```
    """


class FieldUnknown(RecordFault):
    """Field that the model doesn't have. The run fails.

    ```python
    ctx.records(Order).upsert(params.id, staff_note="Packed")  # FieldUnknown: did you mean 'staff_notes'?
    ```
    """


class RecordInvalid(RecordFault):
    """Values that don't fit the model, or that wouldn't be read back as they were saved. The run fails.

    The message names the field. A value is read back by the type of its field, without your validators, so a validator
    must return a value of that type.

    ```python
    ctx.records(Order).upsert(params.id, total="on request")  # RecordInvalid: total is a Decimal
    ```
    """


class ValueNotStorable(RecordFault):
    """Value that can't be stored: a float, a number with too many digits, or an unsupported type. The run fails.

    ```python
    ctx.records(Order).upsert(params.id, details={"weight": 4.5})  # ValueNotStorable: use a Decimal or text
    ```
    """


class EmptyKey(RecordFault):
    """Empty ID, or empty key of a map. The run fails.

    ```python
    ctx.records(Order).find("")  # EmptyKey
    ```
    """


class RecordTooLarge(RecordFault):
    """Record over 400 KB, including its unfinished changes. The run fails.

    Until `on_success` and `on_deleted` have ended, a record also keeps the previous values of changed fields. In a
    model with either, a field of more than about 200 KB can be stored, but not changed. Keep such data in S3.

    ```python
    ctx.records(Order).upsert(params.id, staff_notes="x" * 500_000)  # RecordTooLarge
    ```
    """


class RecordExists(RecordFault):
    """Record to create that another run has already created. The run fails.

    ```python
    ctx.records(Order).create(params.id)  # RecordExists, if another run has created it; upsert() handles both cases
    ```
    """


class RecordUnreadable(RecordFault):
    """Stored record that no longer fits its model. The run fails.

    A field has another type, or a new field has no constant default. Such a record can still be deleted. `upsert`
    repairs it if it gives these fields. `storehook records migrate` changes all records of a model.

    ```python
    class Product(Model):
        sku: str
        barcode: str = ""  # added later; without a default, older records would raise RecordUnreadable
    ```
    """


class RecordDetached(RecordFault):
    """Use of a record outside of a store, or outside of its `run`, in a way that needs them. The run fails.

    ```python
    Order(staff_notes="Packed").save()  # RecordDetached: use ctx.records(Order).create(params.id, staff_notes="Packed")
    ```
    """


class HookRecursion(RecordFault):
    """Hook of a model, such as `on_success`, that changes its own record without end. The run fails.

    ```python
    class Product(Model):
        views: int = 0

        def on_success(self, ctx: Context) -> None:
            ctx.records(Product).update(self.bigcommerce_id, views=self.views + 1)

    ctx.records(Product).upsert(180)  # HookRecursion
    ```
    """


class RecordMissing(RunError):
    """Record that doesn't exist. The run is retried, because events arrive in any order.

    ```python
    ctx.records(Order).get(404)  # RecordMissing; find(404) returns None instead
    ```
    """


class SecretMissing(RunError):
    """Secret that isn't set. The run is retried, because a person may set it in the meantime.

    ```python
    key = ctx.secrets["mailchimpp"]  # SecretMissing: set it with `storehook secrets set`
    ```
    """

    def __init__(self, name: str) -> None:
        super().__init__(
            f"No secret is named {name!r}. Set it with `storehook secrets set {name}` (locally, with `--local`)."
        )


class RecordContended(RunError):
    """Record that other runs kept saving first. The run is retried.

    ```python
    from storehook.errors import RecordContended

    try:
        ctx.records(Order).upsert(params.id, staff_notes="Packed")
    except RecordContended as error:
        raise Retry(after=60) from error
    ```
    """


class AttemptEnded(BaseException):
    """End of an attempt before its action returns. It isn't an error, so `except Exception` lets it pass."""


class Suspended(AttemptEnded):
    """The attempt ends here, and the run continues at a later time.

    Args:
        waits_for: what the run waits for, such as `sleep/cool off`.
        until: unix seconds.
        deadline: end of the wait for an event, in unix seconds. It may be before `until`.
    """

    def __init__(self, waits_for: str, until: float, deadline: float | None = None) -> None:
        super().__init__(waits_for)
        self.waits_for, self.until, self.deadline = waits_for, until, deadline


class StepUnsure(AttemptEnded):
    """The run is held here: a step was started with `once`, and nobody knows whether it happened.

    Args:
        step: name of the step.
    """

    def __init__(self, step: str) -> None:
        super().__init__(
            f"The step {step!r} was started, and its result isn't known. It may have happened. Find out, and answer "
            "with storehook runs answer."
        )
        self.step = step
