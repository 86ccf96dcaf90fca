"""What can go wrong with a store's webhooks: branches of the tree in `storehook.errors`.

StorehookError
└── RegistrationError       something about a store's webhooks
    ├── WebhookRefused         BigCommerce does not make, change or delete a webhook
    │   ├── ScopeFull       the API account has as many on the scope as it may
    │   └── ExceptionWebhookTaken
    └── ChannelsRefused     the store's channels cannot be listed
"""

from collections.abc import Sequence

from storehook.errors import StorehookError


class RegistrationError(StorehookError):
    """Something about a store's webhooks. The store record shows it."""


class WebhookRefused(RegistrationError):
    """BigCommerce does not make, change or delete a webhook."""

    def __init__(self, scope: str, why: object) -> None:
        super().__init__(f"The webhook {scope} is refused: {why}.")


class ScopeFull(WebhookRefused):
    """The store's API account has as many webhooks on the scope as BigCommerce allows (webhooks overview, limits)."""

    def __init__(self, scope: str, limit: int) -> None:
        why = f"BigCommerce allows {limit} webhooks for an API account and scope, and so many are there"
        super().__init__(scope, f"{why}. Delete those that nobody needs, or give storehook an API account of its own")


class ExceptionWebhookTaken(WebhookRefused):
    """The store's API account has its one webhook for delivery exceptions already, and it is not ours."""

    def __init__(self, webhook_id: int, destination: str) -> None:
        why = f"BigCommerce allows one for an API account, and #{webhook_id} goes to {destination}"
        super().__init__(
            "store/hook/deliveryException", f"{why}. Delete that one, or give storehook an API account of its own"
        )


class ChannelsRefused(RegistrationError):
    """The store's channels cannot be listed, so that scopes of any channel cannot be registered."""

    def __init__(self, scopes: Sequence[str], why: object) -> None:
        super().__init__(
            f"{', '.join(scopes)} cannot be registered, as the store's channels are not shown: {why}. "
            'The token needs an OAuth scope such as "store_channel_settings_read_only".'
        )
