"""Errors about a store's webhooks: branches of the tree in `storehook.errors`.

StorehookError
└── RegistrationError       base
    ├── WebhookRefused      webhook that BigCommerce doesn't create, change or delete
    │   ├── ScopeFull       scope with the maximum number of webhooks
    │   └── ExceptionWebhookTaken
    └── ChannelsRefused     channels that can't be listed
"""

from collections.abc import Sequence

from storehook.errors import StorehookError


class RegistrationError(StorehookError):
    """Error about a store's webhooks. The store's view shows it."""


class WebhookRefused(RegistrationError):
    """Webhook that BigCommerce doesn't create, change or delete."""

    def __init__(self, scope: str, why: object) -> None:
        super().__init__(f"BigCommerce refused the webhook {scope}: {why}.")


class ScopeFull(WebhookRefused):
    """Scope on which the API account has as many webhooks as BigCommerce allows (webhooks overview, limits)."""

    def __init__(self, scope: str, limit: int) -> None:
        why = f"the API account already has {limit} webhooks on this scope, the maximum"
        super().__init__(scope, f"{why}. Delete webhooks that nobody needs, or give storehook a separate API account")


class ExceptionWebhookTaken(WebhookRefused):
    """Webhook for delivery exceptions of another owner. BigCommerce allows one per API account."""

    def __init__(self, webhook_id: int, destination: str) -> None:
        why = f"an API account can have only one, and #{webhook_id} goes to {destination}"
        super().__init__(
            "store/hook/deliveryException", f"{why}. Delete that webhook, or give storehook a separate API account"
        )


class ChannelsRefused(RegistrationError):
    """Channels of a store that can't be listed, so that scopes with `{id}` can't be registered."""

    def __init__(self, scopes: Sequence[str], why: object) -> None:
        super().__init__(
            f"{', '.join(scopes)} can't be registered, because the store's channels can't be listed: {why}. "
            'The token needs an OAuth scope such as "store_channel_settings_read_only".'
        )
