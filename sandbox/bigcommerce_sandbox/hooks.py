"""Webhook subscriptions, and the rules for making and changing them.

Source: BigCommerce docs, webhooks overview and webhooks v3 reference.
"""

import ipaddress
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from bigcommerce_facts import body_problems, load, undocumented
from bigcommerce_sandbox import scopes
from bigcommerce_sandbox.errors import ApiError, invalid
from bigcommerce_sandbox.json_values import as_object

MOST_PER_SCOPE = 10
"""Hooks that one client may have on one scope of a store (BigCommerce docs, webhooks overview, platform limits)."""

EXCEPTION_SCOPE = "store/hook/deliveryException"
"""A client may have one hook on it, to a destination of its own (BigCommerce docs, webhook events)."""

type Status = Literal["active", "inactive", "deactivated"]

_SHOWN = ["id", "client_id", "store_hash", "scope", "destination", "headers", "is_active", "created_at", "updated_at"]

_READ_ONLY = {*_SHOWN, "events_history_enabled"} - {"scope", "destination", "headers", "is_active"}

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")

_HEADER_VALUE = re.compile(r"[\t\x20-\x7e]*")

_URL = re.compile(r"https?://[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class Hook:
    """A subscription.

    Times are unix seconds; `headers` go with every delivery; `is_deactivated` tells that the platform ended it.
    """

    id: int
    client_id: str
    store_hash: str
    scope: str
    destination: str
    headers: Mapping[str, str] | None
    is_active: bool
    created_at: int
    updated_at: int
    is_deactivated: bool = False

    @property
    def status(self) -> Status:
        """ "deactivated" if the platform made it inactive, "inactive" if somebody else did."""
        if self.is_active:
            return "active"
        return "deactivated" if self.is_deactivated else "inactive"

    def wants(self, scope: str) -> bool:
        """Return true if an event of `scope` goes to this hook."""
        return self.is_active and scopes.covers(self.scope, scope)

    def changed(self, fields: Mapping[str, Any], now: float) -> Self:
        """The hook with new `fields`, updated at `now` (unix seconds)."""
        is_deactivated = self.is_deactivated and "is_active" not in fields
        return replace(self, **fields, is_deactivated=is_deactivated, updated_at=int(now))

    def deactivated_by_platform(self, now: float) -> Self:
        """The hook after its last failed delivery; nothing changes if it is inactive already."""
        return replace(self, is_active=False, is_deactivated=True, updated_at=int(now)) if self.is_active else self

    def shown(self) -> dict[str, Any]:
        """The hook as the API shows it (BigCommerce docs, webhooks v3 reference).

        Real answers have a field that is not documented: who reads them must let unknown fields be.
        """
        return {name: getattr(self, name) for name in _SHOWN} | {"events_history_enabled": False}


def read_new(given: object, *, is_active: bool = True) -> dict[str, Any]:
    """Return the fields of a hook that is to be made.

    Args:
        given: body of the request.
        is_active: state of the hook if the body does not have it.

    Raises:
        ApiError: 422, with a message for each field that is missing or invalid.
    """
    return {"headers": None, "is_active": is_active} | _read("POST /v3/hooks", given)


def read_changes(given: object) -> dict[str, Any]:
    """Return the fields of a hook that are to be changed. Fields that only BigCommerce changes are ignored.

    Raises:
        ApiError: 422, if there is none, or one is invalid.
    """
    own = {name: value for name, value in (as_object(given) or {}).items() if name not in _READ_ONLY}
    if own:
        return _read("PUT /v3/hooks/{webhook_id}", own)
    page = "https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes"
    errors = {"data": "Update webhook request should not be empty"}
    raise ApiError(422, "The following fields are invalid: data", errors, page)


def check_room(hook: Hook, hooks: Collection[Hook], refusal: int = 422) -> None:
    """See that `hook` may stand beside the others of its client in the store.

    BigCommerce documents the limits but not how it refuses; a status with the field is the shape of its other refusals.

    Args:
        hook: what is to be kept.
        hooks: the client's, itself among them if it is there already.
        refusal: the status.

    Raises:
        ApiError: its scope and destination are taken, its scope is full, or delivery exceptions and events would have
            the same destination.
    """
    rivals = [other for other in hooks if other.id != hook.id and other.scope == hook.scope]
    if any(other.destination == hook.destination for other in rivals):
        raise invalid({"destination": "A webhook with this scope and destination already exists"}, refusal)
    most = 1 if hook.scope == EXCEPTION_SCOPE else MOST_PER_SCOPE
    if len(rivals) >= most:
        raise invalid({"scope": f"There are already {most} webhooks on this scope"}, refusal)
    if any(_mixes_exceptions(hook, other) for other in hooks):
        raise invalid({"destination": f"A webhook on {EXCEPTION_SCOPE} must have a destination of its own"}, refusal)


def _mixes_exceptions(hook: Hook, other: Hook) -> bool:
    one_of_them = (hook.scope == EXCEPTION_SCOPE) != (other.scope == EXCEPTION_SCOPE)
    return one_of_them and hook.id != other.id and hook.destination == other.destination


def select(hooks: Iterable[Hook], query: Mapping[str, str]) -> list[Hook]:
    """The hooks that `is_active`, `scope` and `destination` let through, oldest first.

    Raises:
        ApiError: 400, if `is_active` is neither true nor false.
    """
    found = [hook for hook in hooks if all(query.get(name, value) == value for name, value in _texts(hook))]
    if "is_active" not in query:
        return found
    if query["is_active"] not in ("true", "false"):
        raise ApiError(400, "Input is invalid.")
    return [hook for hook in found if hook.is_active == (query["is_active"] == "true")]


def _texts(hook: Hook) -> list[tuple[str, str]]:
    return [("scope", hook.scope), ("destination", hook.destination)]


def _read(operation: str, given: object) -> dict[str, Any]:
    documented, fields = load().operations[operation], dict(as_object(given) or {})
    body = fields if given is None else given
    problems = {problem.at or "data": problem.text for problem in body_problems(documented, body)}
    problems |= dict.fromkeys(undocumented(fields, (documented.body,)), "BigCommerce documents no such field")
    sound = fields.keys() - {at.partition(".")[0] for at in problems}
    problems |= {name: text for name in _RULES.keys() & sound if (text := _RULES[name](fields[name]))}
    if problems:
        raise invalid(problems)
    return fields


def _scope_problem(value: object) -> str | None:
    # `{id}` is how a scope of any channel is listed; a store takes only the number of one.
    known = isinstance(value, str) and "{" not in value and scopes.is_known(value)
    return None if known else "Not a webhook scope"


def _destination_problem(value: object) -> str | None:
    if not isinstance(value, str) or not _URL.fullmatch(value):
        return "Not a URL"
    try:
        url = urlsplit(value)
        host, port = url.hostname or "", url.port
    except ValueError:
        return "Not a URL"
    # The one liberty of a stand-in on the developer's own machine is the loopback; anywhere else it is as strict.
    if _is_loopback(host) or (url.scheme == "https" and port in (None, 443)):
        return None
    return "Must be an HTTPS URL on port 443"


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _headers_problem(value: Mapping[str, str | None] | None) -> str | None:
    fits = all(_HEADER_NAME.fullmatch(name) and _is_header_value(text) for name, text in (value or {}).items())
    return None if fits else "Must be an object of strings that HTTP can carry"


def _is_header_value(text: str | None) -> bool:
    return text is not None and _HEADER_VALUE.fullmatch(text) is not None


def _is_active_problem(value: object) -> str | None:
    return "Must be true or false" if value is None else None


_RULES: dict[str, Callable[[Any], str | None]] = {
    "scope": _scope_problem,
    "destination": _destination_problem,
    "headers": _headers_problem,
    "is_active": _is_active_problem,
}
"""Rules of fields that only prose states."""
