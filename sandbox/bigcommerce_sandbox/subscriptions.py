"""The hooks of a store. Each belongs to the client that made it, and only that client sees it.

Source: BigCommerce docs, webhooks overview.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bigcommerce_sandbox import hooks
from bigcommerce_sandbox.choices import USUAL, Choices
from bigcommerce_sandbox.errors import ApiError
from bigcommerce_sandbox.hooks import Hook


@dataclass(slots=True)
class Subscriptions:
    """The hooks of all clients of one store.

    Args:
        store_hash: the store.
        hooks: by their ids.
        emails: whom to tell when a hook is deactivated, by client.
        last_id: the highest id so far.
        choices: what the documents leave open.
    """

    store_hash: str
    hooks: dict[int, Hook] = field(default_factory=dict[int, Hook])
    emails: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    last_id: int = 0
    choices: Choices = USUAL

    def of(self, client_id: str) -> list[Hook]:
        """The hooks of a client, oldest first."""
        return [hook for hook in self.hooks.values() if hook.client_id == client_id]

    def get(self, client_id: str, hook_id: int) -> Hook:
        """The client's hook with that id.

        Raises:
            ApiError: 404, if there is none, or it is another client's.
        """
        hook = self.hooks.get(hook_id)
        if hook is None or hook.client_id != client_id:
            raise ApiError(404, f"Webhook with id [{hook_id}] not found")
        return hook

    def create(self, client_id: str, given: object, now: float) -> Hook:
        """Add a hook.

        Raises:
            ApiError: 422, if a field is missing or invalid; or the hook has no room beside the client's others.
        """
        fields = hooks.read_new(given, is_active=self.choices.active_unless_told)
        return self._checked(self.new(client_id, fields, now))

    def new(self, client_id: str, fields: Mapping[str, Any], now: float) -> Hook:
        """A hook that is not kept yet."""
        owner = {"client_id": client_id, "store_hash": self.store_hash}
        return Hook(id=self.last_id + 1, **owner, created_at=int(now), updated_at=int(now), **fields)

    def update(self, client_id: str, hook_id: int, given: object, now: float) -> Hook:
        """Change a hook; `is_active` true revives one that was deactivated.

        Raises:
            ApiError: 404 for an unknown hook, 422 for fields that it does not take.
        """
        return self._checked(self.get(client_id, hook_id).changed(hooks.read_changes(given), now))

    def delete(self, client_id: str, hook_id: int) -> Hook:
        """Remove a hook and give it back. Deliveries that are under way go on.

        Raises:
            ApiError: 404, if there is none.
        """
        self.get(client_id, hook_id)
        return self.hooks.pop(hook_id)

    def delete_all(self, client_id: str) -> None:
        """Remove every hook of a client, and its addresses."""
        self.emails.pop(client_id, None)
        for hook in self.of(client_id):
            del self.hooks[hook.id]

    def keep(self, hook: Hook) -> Hook:
        """Add or replace a hook without a check of the rules, and return it."""
        self.hooks[hook.id] = hook
        self.last_id = max(self.last_id, hook.id)
        return hook

    def _checked(self, hook: Hook) -> Hook:
        hooks.check_room(hook, self.of(hook.client_id), self.choices.refusal)
        return self.keep(hook)
