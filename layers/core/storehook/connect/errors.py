"""What can go wrong when BigCommerce calls the app back: branches of the tree in `storehook.errors`.

StorehookError
├── Refused                 a request that is answered with a 4xx
│   ├── CallbackInvalid     400
│   ├── ScopesMissing       400
│   ├── CodeRefused         400
│   ├── JwtInvalid          401
│   ├── AppNotInstalled        401
│   └── StoreAccountInUse          409
├── LoginUnavailable        BigCommerce's login host did not answer, or not as it should
└── AppCredentialsRefused              it does not know our app
"""

from collections.abc import Sequence

from storehook.errors import Refused, StorehookError


class CallbackInvalid(Refused):
    """A callback of the app that is not as BigCommerce makes it: something lacks, is there twice, or is malformed."""


class ScopesMissing(Refused):
    """The merchant did not grant what the app needs.

    Args:
        scopes: the OAuth scopes that are missing.
    """

    def __init__(self, scopes: Sequence[str]) -> None:
        super().__init__(
            f"Scopes are not granted: {', '.join(scopes)}. The parameter AppScopes must name no others than the app's "
            "profile in BigCommerce's developer portal."
        )
        self.scopes = tuple(scopes)


class CodeRefused(Refused):
    """BigCommerce does not exchange the code: it is used, expired, or made for another app or address."""


class JwtInvalid(Refused):
    """The callback does not prove that BigCommerce sent it. The reason is for the log, never for the sender."""

    status = 401


class AppNotInstalled(Refused):
    """BigCommerce vouches for a store in which the app is not installed, as far as we know."""

    status = 401


class StoreAccountInUse(Refused):
    """The operator has connected the store by an API account of its own, which an installation must not replace."""

    status = 409

    def __init__(self, store_hash: str) -> None:
        super().__init__(
            f"Store {store_hash} has an API account of its own. To connect it by the app, remove it first: "
            f"storehook stores remove {store_hash}"
        )


class LoginUnavailable(StorehookError):
    """BigCommerce's login host did not answer, or not as it should. It holds nothing of what was sent."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The code was not exchanged: BigCommerce's login {why}. The merchant may try again.")


class AppCredentialsRefused(StorehookError):
    """BigCommerce's login host does not know our client id and secret."""

    def __init__(self) -> None:
        super().__init__(
            "BigCommerce does not know the app's client id and secret. Put those of the app's profile in the developer "
            "portal into the stack's AppSecret."
        )
