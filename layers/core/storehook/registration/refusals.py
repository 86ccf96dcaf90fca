"""Refusals of a store's token. Pure.

A single refusal may be a fault of BigCommerce, so only a second one, minutes later, pauses the store.
"""

from storehook.errors import RunError
from storehook.registration.record import Registration
from storehook.stores.store import Store

SECOND_LOOK = 300.0
"""Seconds from the first refusal of a token to the look that can confirm it."""

WARNING = "If it refuses the token again in 5 minutes, the store is paused."


def first_refusal(store: Store, last: Registration, now: float) -> float:
    """Return when BigCommerce first refused the store's current token, if it refuses it now. In unix seconds."""
    before = last.refused_since
    return before if before and before >= store.installed_at else now


def reason(store: Store, error: RunError) -> str:
    """Return the reason of a pause: the refusal, and what to do."""
    return f"BigCommerce refuses the store's token: {str(error).rstrip('.')}. {remedy(store)}"


def remedy(store: Store) -> str:
    """Return what gives a store a new token."""
    if store.account == "app":
        return "The merchant must reinstall the app."
    return f"Add the store again with a new token: storehook stores add {store.store_hash}"
