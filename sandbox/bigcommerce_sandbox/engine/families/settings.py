"""Settings of the store and of its channels, and the consent of a customer.

Source: BigCommerce docs, the settings in the v3 references of carts, checkouts, orders, customers, shipping, tax and
settings; webhook events, channels. The data of events of settings is documented as empty.
"""

from collections.abc import Callable, Mapping

from bigcommerce_sandbox.engine.changes import Change, Event, data
from bigcommerce_sandbox.engine.rules import Rules

_CHANNEL = "store/channel/{channel_id}"


def _is_of_channel(change: Change) -> bool:
    return "channel_id" in change.after


def _differs(name: str) -> Callable[[Change], bool]:
    return lambda change: change.differs(name)


def _sends(scope: str, when: Callable[[Change], bool] = _is_of_channel) -> Event:
    return Event(f"{_CHANNEL}/{scope}/updated", data(), ("updated",), when)


_BY_SCOPE = {
    "v3/settings/catalog": "settings/catalog",
    "v3/settings/email-statuses": "settings/emailStatus",
    "v3/settings/inventory/notifications": "notifications/inventory",
    "v3/settings/logo": "settings/logo",
    "v3/settings/store/locale": "settings/locale",
    "v3/settings/store/profile": "settings/profile",
    "v3/settings/storefront/category": "settings/category",
    "v3/settings/storefront/product": "settings/product",
    "v3/settings/storefront/robotstxt": "settings/robots",
    "v3/settings/storefront/security": "settings/security",
    "v3/settings/storefront/seo": "settings/SEO",
}
"""Scopes of the events of settings that a query can narrow to a channel."""

_SILENT = (
    "v3/abandoned-carts/settings",
    "v3/carts/settings",
    "v3/checkouts/settings",
    "v3/customers/consent",
    "v3/customers/settings",
    "v3/orders/settings",
    "v3/promotions/settings",
    "v3/settings/inventory",
    "v3/settings/store/units-of-measurement",
    "v3/settings/storefront/search",
    "v3/settings/storefront/status",
    "v3/shipping/settings",
    "v3/shipping/settings/channels",
    "v3/tax/settings",
)
"""Settings whose changes no event tells of."""

_OF_CHANNELS: Mapping[str, Rules] = {
    "v3/abandoned-carts/settings/channels": Rules(events=(_sends("notifications/abandonedCart"),)),
    "v3/carts/settings/channels": Rules(events=(_sends("settings/checkout"),)),
    "v3/checkouts/settings/channels": Rules(events=(_sends("settings/checkout"),)),
    "v3/customers/settings/channels": Rules(
        inherits=True,
        defaults={"allow_global_logins": True},
        events=(
            _sends("settings/customerPrivacy", _differs("privacy_settings")),
            _sends("settings/defaultCustomerGroup", _differs("customer_group_settings")),
        ),
    ),
    "v3/orders/settings/channels": Rules(),
}

RULES: Mapping[str, Rules] = {
    **{kind: Rules(events=(_sends(scope),)) for kind, scope in _BY_SCOPE.items()},
    **dict.fromkeys(_SILENT, Rules()),
    **_OF_CHANNELS,
    "v3/carts/settings": Rules(defaults={"allow_purchasing": True}),
}
