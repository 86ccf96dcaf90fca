"""Errors of BigCommerce's app callbacks. A refused request is answered with its status: 400, unless it has another."""

from collections.abc import Sequence

from storehook.errors import RequestRefused, StorehookError


class CallbackInvalid(RequestRefused):
    """Callback with a missing, repeated or malformed part."""


class ScopesMissing(RequestRefused):
    """Install that grants too few OAuth scopes."""

    def __init__(self, scopes: Sequence[str]) -> None:
        super().__init__(
            f"The install doesn't grant these OAuth scopes: {', '.join(scopes)}. The stack parameter AppScopes may "
            "only name scopes of the app's profile in BigCommerce's developer portal."
        )
        self.scopes = tuple(scopes)


class CodeRefused(RequestRefused):
    """Code that BigCommerce doesn't exchange: it is used, expired, or made for another app or address."""


class TooManyExchanges(RequestRefused):
    """Install while too many codes are being exchanged. Its code is not used up, so the browser tries it again."""

    status = 429

    def __init__(self) -> None:
        super().__init__("other codes are being exchanged")


class JwtInvalid(RequestRefused):
    """Callback without proof that BigCommerce sent it. The reason is for the log, never for the sender."""

    status = 401


class AppNotInstalled(RequestRefused):
    """Genuine callback for a store in which the app isn't installed, as far as we know."""

    status = 401


class StoreAccountInUse(RequestRefused):
    """Install in a store that an operator connected with a store-level API account, which it must not replace."""

    status = 409

    def __init__(self, store_hash: str) -> None:
        super().__init__(
            f"Store {store_hash} is connected with a store-level API account. To connect it through the app, remove it "
            f"first: storehook stores remove {store_hash}"
        )


class LoginUnavailable(StorehookError):
    """No usable answer of BigCommerce's login host. The error contains nothing of what was sent."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The code was not exchanged: BigCommerce's login {why}. Ask the merchant to try again.")


class AppCredentialsRefused(StorehookError):
    """Client ID and client secret of the app that BigCommerce's login host doesn't know."""

    def __init__(self) -> None:
        super().__init__(
            "BigCommerce doesn't know the app's client ID and client secret. Store those of the app's profile in the "
            "developer portal in the stack's AppSecret."
        )
