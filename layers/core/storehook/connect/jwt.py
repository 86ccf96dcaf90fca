"""Proof that BigCommerce sent a callback: `signed_payload_jwt`.

It is signed by HMAC-SHA256, keyed with the client secret as the developer portal shows it. `aud` is the client ID,
`iss` is `bc`, `sub` is `stores/{store_hash}`, and `exp` is a day after `iat`.
Source: BigCommerce docs, single-click apps, "Decoding and verifying the signed_payload_jwt".
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import jwt

from storehook.connect.callback_request import store_hash
from storehook.connect.errors import JwtInvalid
from storehook.stores.store import AppAccount

LEEWAY = 10
"""Seconds that BigCommerce's clock and ours may differ."""

LATEST = 10**11
"""Unix seconds that no time of a JWT reaches, in the year 5138."""

MAX_JWT = 8 * 1024
"""Characters of a JWT that we read. BigCommerce's have below 1,000."""


type Accounts = Callable[[], Iterable[Sequence[AppAccount]]]
"""Function that returns the app's valid accounts, the current one first, in groups to try one after the other."""


@dataclass(frozen=True, slots=True)
class Claims:
    """Claims of a JWT that BigCommerce signed. `issued_at` is in unix seconds."""

    store_hash: str
    issued_at: int


def verify(token: str, accounts: Accounts) -> Claims:
    """Check a JWT against the app's current account, and the one before it while they are exchanged.

    PyJWT compares times with the clock of this machine. The reason of a `JwtInvalid` holds nothing of the JWT.
    """
    if len(token) > MAX_JWT:
        raise JwtInvalid(f"the JWT has over {MAX_JWT} characters")
    refused = None
    for account in (account for group in accounts() for account in group):
        try:
            return _claims(token, account)
        except jwt.InvalidAudienceError as error:
            refused = _invalid(error)  # another account may match; if not, this tells more than that it did not sign
        except jwt.InvalidSignatureError as error:
            refused = refused or _invalid(error)
        except (jwt.PyJWTError, ValueError) as error:  # ValueError: lone surrogates
            raise _invalid(error) from None
    raise refused or JwtInvalid("there is no account to check with")


def _claims(token: str, account: AppAccount) -> Claims:
    claims: dict[str, Any] = jwt.decode(
        token,
        account.client_secret,
        algorithms=["HS256"],  # never the one that the JWT names
        audience=account.client_id,
        issuer="bc",
        leeway=LEEWAY,
        options={"require": ["aud", "exp", "iat", "iss", "sub"], "strict_aud": True},
    )
    if not all(_is_time(claims[name]) for name in claims.keys() & {"exp", "iat", "nbf"}):
        raise JwtInvalid("a time of the JWT is not in unix seconds")
    found = store_hash(claims["sub"])
    if found is None:
        raise JwtInvalid("the JWT's sub names no store")
    return Claims(found, claims["iat"])


def _is_time(value: object) -> bool:
    # PyJWT also accepts text, fractions and times without an end.
    return type(value) is int and 0 <= value < LATEST


def _invalid(error: Exception) -> JwtInvalid:
    # By its name only: PyJWT's texts may quote what was sent.
    return JwtInvalid(f"the JWT is not valid: {type(error).__name__}")
