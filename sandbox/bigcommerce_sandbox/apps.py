"""The single-click app that stores can install: its credentials, its scopes and its callback URLs.

Source: BigCommerce docs, single-click app callbacks.
"""

from dataclasses import dataclass, field, fields
from typing import Any, cast

from bigcommerce_sandbox.errors import invalid
from bigcommerce_sandbox.json_values import as_object

_GRANTED_TO_ALL = ("store_v2_default", "users_basic_information")


@dataclass(frozen=True, slots=True)
class App:
    """An app, as its profile in the developer portal describes it.

    Args:
        client_id: its hooks in every store belong to this.
        client_secret: signs its webhooks and the payloads of its callbacks.
        scopes: the OAuth scopes that it asks for.
        auth_url: where a browser brings the code of an installation.
        load_url: what a browser opens as the app.
        uninstall_url: told of an uninstallation by the server; empty for none.
        remove_user_url: told of a removed user by the server; empty for none.

    Raises:
        ValueError: if a credential is empty, or a callback is not a URL.
    """

    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...]
    auth_url: str
    load_url: str
    uninstall_url: str = ""
    remove_user_url: str = ""

    def __post_init__(self) -> None:
        if not self.client_id or not self.client_secret:
            raise ValueError("the client_id and the client_secret of an app must not be empty")
        for url in (self.auth_url, self.load_url, *filter(None, (self.uninstall_url, self.remove_user_url))):
            if not url.startswith(("http://", "https://")):
                raise ValueError(f"the callback {url!r} is not a URL")

    @property
    def granted(self) -> tuple[str, ...]:
        """The scopes that a merchant grants: those of the app, and those that every app gets."""
        return tuple(dict.fromkeys((*self.scopes, *_GRANTED_TO_ALL)))


def read_app(given: object) -> App:
    """Read an app that a developer describes, with `scopes` as a list.

    Raises:
        ApiError: 422, with a message for each field that is missing or invalid.
    """
    values = dict(as_object(given) or {})
    texts = {each.name for each in fields(App)} - {"scopes"}
    errors = dict.fromkeys(values.keys() - texts - {"scopes"}, "Not a field of an app")
    errors |= {name: "Must be a string" for name in values.keys() & texts if not isinstance(values[name], str)}
    required = ("client_id", "client_secret", "scopes", "auth_url", "load_url")
    errors |= {name: "error.path.missing." for name in required if name not in values}
    scopes = _scopes(values.get("scopes"))
    if scopes is None:
        errors |= {"scopes": "Must be a list of strings without spaces"}
    if errors:
        raise invalid(errors)
    return _app(values | {"scopes": scopes})


def _app(values: dict[str, Any]) -> App:
    try:
        return App(**values)
    except ValueError as error:
        raise invalid({"data": str(error)}) from error


def _scopes(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list):
        return None
    names = [name for name in cast("list[object]", value) if isinstance(name, str) and name.split() == [name]]
    return tuple(names) if len(names) == len(cast("list[object]", value)) else None
