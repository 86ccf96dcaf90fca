"""Methods for programs: they do to a stand-in store what people and other programs do to a real one."""

import copy
from collections.abc import Awaitable, Callable
from typing import Any

from bigcommerce_sandbox import snapshots
from bigcommerce_sandbox.accounts import Account
from bigcommerce_sandbox.apps import App
from bigcommerce_sandbox.control_panel import CALLBACK_SECONDS
from bigcommerce_sandbox.deliveries import Delivery
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.hooks import Hook
from bigcommerce_sandbox.requests_log import AnsweredRequest
from bigcommerce_sandbox.sandbox import Sandbox
from bigcommerce_sandbox.state import StoreState
from bigcommerce_sandbox.stores import Store
from bigcommerce_sandbox.tampering import How, tamper
from bigcommerce_sandbox.users import OWNER

CALL_SECONDS = 10


class Controls:
    """Methods that change the stores of a sandbox which runs on an event loop of its own, from any thread.

    All but those that only read raise `RuntimeError` if the sandbox does not run. All that name a store raise
    `ApiError` with 404 for an unknown one.

    Args:
        sandbox: the sandbox.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def await_on_loop[T](self, work: Callable[[], Awaitable[T]], seconds: float) -> T:
        """Run `work` on the event loop of the sandbox, and return its result.

        Raises:
            RuntimeError: if the sandbox does not run.
            TimeoutError: after so many seconds.
        """
        raise NotImplementedError

    @property
    def url(self) -> str:
        """The address of the stores, such as http://127.0.0.1:8080, without a last slash."""
        raise NotImplementedError

    def add_store(self, store: Store) -> None:
        """Open a store with its seed orders.

        Raises:
            ApiError: 409, if its hash is taken.
        """
        self._on_loop(lambda: self._sandbox.add_store(store))

    def add_account(self, store_hash: str, account: Account) -> None:
        """Give a store one more API account; one of the same client is replaced, its tokens too.

        Raises:
            ApiError: 409 for a token that another account of the store has.
        """
        self._on_loop(lambda: self._state(store_hash).accounts.put(account))

    def delete_account(self, store_hash: str, client_id: str) -> None:
        """Delete an API account of a store, and its hooks.

        Raises:
            ApiError: 404 for an unknown client.
        """
        self._on_loop(lambda: self._state(store_hash).delete_account(client_id))

    def revoke_token(self, store_hash: str, client_id: str | None = None) -> None:
        """Make the tokens of a client of a store invalid; without a client, those of all.

        Raises:
            ApiError: 404 for an unknown client.
        """
        self._on_loop(lambda: self._state(store_hash).accounts.revoke(client_id))

    def set_app(self, app: App) -> None:
        """Say what the app is: its callbacks are often known only after the start. Installations stay."""
        self._sandbox.panel.app = app

    def install_url(self, store_hash: str) -> str:
        """What a browser opens to install the app in a store: it is sent on to the auth callback, with a new code.

        Raises:
            RuntimeError: if the sandbox was never started.
        """
        return f"{self.url}/_sandbox/stores/{store_hash}/install"

    def open_url(self, store_hash: str, role: str = OWNER) -> str:
        """What a browser opens to use the app as the "owner" or the "staff" user: it is sent on to the load callback.

        Raises:
            RuntimeError: if the sandbox was never started.
        """
        return f"{self.url}/_sandbox/stores/{store_hash}/open?user={role}"

    def uninstall(self, store_hash: str) -> int | None:
        """Take the app out of a store with its token and its hooks, then tell it so.

        Returns:
            The status that the app answered with; None if it was not told, or did not answer.

        Raises:
            ApiError: 409 without an app, 404 if the store does not have it.
        """
        panel = self._sandbox.panel
        return self.await_on_loop(lambda: panel.uninstall(self._state(store_hash)), CALLBACK_SECONDS + 1)

    def remove_user(self, store_hash: str) -> int | None:
        """Take the app away from the staff user of a store. Returns and raises as `uninstall` does."""
        panel = self._sandbox.panel
        return self.await_on_loop(lambda: panel.remove_user(self._state(store_hash)), CALLBACK_SECONDS + 1)

    def create_order(self, store_hash: str, **fields: Any) -> Row:
        """Add an order as a shopper would: `store/order/created` is sent.

        Raises:
            ApiError: 400 for fields that an order does not take.
        """
        return copy.deepcopy(self._on_loop(lambda: self._sandbox.write_as_person(store_hash, "orders", None, fields)))

    def update_order(self, store_hash: str, order_id: int, **fields: Any) -> Row:
        """Change an order: `store/order/updated` is sent, and `statusUpdated` when the status changed.

        Raises:
            ApiError: 404 for an unknown order, 400 for fields that an order does not take.
        """
        return copy.deepcopy(self._on_loop(lambda: self._sandbox.write(store_hash, "orders", order_id, fields)))

    def update_product(self, store_hash: str, product_id: int, **fields: Any) -> Row:
        """Change a product: `store/product/updated` is sent.

        Raises:
            ApiError: 404 for an unknown product, 422 for fields that a product does not take.
        """
        return copy.deepcopy(self._on_loop(lambda: self._sandbox.write(store_hash, "products", product_id, fields)))

    def create_customer(self, store_hash: str, **fields: Any) -> Row:
        """Add a customer, who needs an email, a first and a last name: `store/customer/created` is sent.

        Raises:
            ApiError: 422 for fields that do not make a customer.
        """
        return copy.deepcopy(self._on_loop(lambda: self._sandbox.write(store_hash, "customers", None, fields)))

    def update_customer(self, store_hash: str, customer_id: int, **fields: Any) -> Row:
        """Change a customer: `store/customer/updated` is sent.

        Raises:
            ApiError: 404 for an unknown customer, 422 for fields that a customer does not take.
        """
        return copy.deepcopy(self._on_loop(lambda: self._sandbox.write(store_hash, "customers", customer_id, fields)))

    def orders(self, store_hash: str) -> list[Row]:
        """The orders of a store."""
        return copy.deepcopy(self._sandbox.items(store_hash, "orders"))

    def hooks(self, store_hash: str) -> list[Hook]:
        """The hooks of a store, of all its clients."""
        return list(self._state(store_hash).subscriptions.hooks.values())

    def tamper(self, store_hash: str, how: How, **given: Any) -> Hook:
        """Do to a hook what a person or another program would, past the API's rules; gives it as it is then.

        `tamper("abc", "delete", hook_id=1)`, `"deactivate"` (also `by_platform=True`), `"repoint"` (`destination`),
        `"duplicate"`, and `"insert"` (`scope`, `destination`, and `client_id` if it is not the first account's).

        Raises:
            ApiError: 404 for an unknown hook, 422 for fields that no hook could have.
        """
        return self._on_loop(lambda: tamper(self._state(store_hash), how, given, self._sandbox.clock()))

    def compress(self, retry_factor: float) -> None:
        """Multiply the time between attempts by another factor from now on."""
        self._on_loop(lambda: self._sandbox.sender.compress(retry_factor))

    def requests(self, store_hash: str) -> list[AnsweredRequest]:
        """The newest requests that the API of a store has answered, newest last."""
        return list(self._state(store_hash).requests)

    def deliveries(self, store_hash: str, since: int = 0) -> list[Delivery]:
        """The deliveries of a store from index `since` on, newest last."""
        return self._sandbox.deliveries(store_hash, since)

    def snapshot(self) -> snapshots.Snapshot:
        """Return the stores as JSON, for `restore`. See `snapshots`."""
        return snapshots.take(self._sandbox)

    def restore(self, snapshot: snapshots.Snapshot) -> None:
        """Open the stores of a snapshot, before the start. There must be none yet.

        Raises:
            ValueError: the snapshot has another form, as that of another version may have.
        """
        snapshots.restore(self._sandbox, snapshot)

    def resume(self) -> None:
        """Start the deliveries that were pending in the snapshot."""
        self._on_loop(lambda: snapshots.resume(self._sandbox))

    def _state(self, store_hash: str) -> StoreState:
        return self._sandbox.store(store_hash)

    def _on_loop[T](self, work: Callable[[], T]) -> T:
        async def call() -> T:
            return work()

        return self.await_on_loop(call, CALL_SECONDS)
