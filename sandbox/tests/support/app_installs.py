"""Installing an app in the store, as a browser and the app's own server do it."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

SECRET = "canary-app-secret-0123456789abcdef0123456789abcdef"
APP = {
    "client_id": "app-1",
    "client_secret": SECRET,
    "scopes": ["store_v2_orders", "store_v2_products_read_only"],
    "auth_url": "https://app.test/auth",
    "load_url": "https://app.test/load",
    "uninstall_url": "https://app.test/uninstall",
    "remove_user_url": "https://app.test/remove_user",
}
GRANTED = "store_v2_orders store_v2_products_read_only store_v2_default users_basic_information"


def describe_app(api: Any, **changes: Any) -> None:
    """Let the sandbox know the app."""
    assert api.put("/_sandbox/app", json=APP | changes).status_code == 200


def authorize(api: Any) -> dict[str, str]:
    """Agree to an installation; what the auth callback gets."""
    return dict(parse_qsl(urlsplit(api.get("/_sandbox/stores/abc123/install").headers["location"]).query))


def request_for(callback: dict[str, str]) -> dict[str, str]:
    return {
        "client_id": "app-1",
        "client_secret": SECRET,
        "code": callback["code"],
        "context": callback["context"],
        "scope": callback["scope"],
        "grant_type": "authorization_code",
        "redirect_uri": "https://app.test/auth",
    }


def exchange(api: Any, **changes: Any) -> httpx.Response:
    """Install, and ask for a token."""
    return api.post("/oauth2/token", json=request_for(authorize(api)) | changes, token=None)


def install(api: Any) -> str:
    """Install; gives the token."""
    return exchange(api).raise_for_status().json()["access_token"]
