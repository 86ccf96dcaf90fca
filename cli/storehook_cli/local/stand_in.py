"""Changes to the stand-in store of `make run`, as people and a busy platform make them in a real store."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import httpx

from bigcommerce_sandbox import new_store
from storehook_cli.errors import CommandError
from storehook_cli.stack.deployment import local_info

TIMEOUT = 30.0
"""Seconds."""


class StandIn:
    """The demo store, which the stand-in store serves.

    Raises:
        CommandError: no stack is running, or the stand-in store refuses or cannot be reached.
    """

    def __init__(self, state: Path) -> None:
        info = local_info(state)
        self._stores_url = f"{info['sandbox_url']}/_sandbox/stores"
        self._url = f"{self._stores_url}/{info['store_hash']}"

    def stores(self) -> list[dict[str, Any]]:
        """Return every store with its hash, its name and its number of orders."""
        return self._send("GET", self._stores_url)

    def add_store(self, store_hash: str) -> None:
        """Open another store and install the app in it, as its merchant would."""
        store = asdict(new_store(store_hash))
        del store["scopes"]  # by default, the token may do everything
        self._send("POST", self._stores_url, store)
        answer = _request("GET", f"{self._stores_url}/{store_hash}/install", follow_redirects=True)
        if not answer.is_success:
            raise CommandError(
                f"The store was created, but the app could not be installed in it: HTTP {answer.status_code}. "
                "See .local/functions.log."
            )

    def ask(self, method: str, path: str, fields: Mapping[str, object] | None = None) -> Any:
        """Send a request about the demo store and return the `data` of the answer."""
        return self._send(method, f"{self._url}/{path}", fields)

    def _send(self, method: str, url: str, fields: Mapping[str, object] | None = None) -> Any:
        answer = _request(method, url, json=fields)
        if not answer.is_success:
            raise CommandError(f"The stand-in store refused the request: {_reason(answer)}")
        return answer.json()["data"]


def _request(method: str, url: str, **more: Any) -> httpx.Response:
    try:
        return httpx.request(method, url, timeout=TIMEOUT, **more)
    except httpx.HTTPError as error:
        raise CommandError(
            f"The stand-in store cannot be reached: {error}. Check that `make run` still runs."
        ) from error


def field_values(words: list[str]) -> dict[str, object]:
    """Parse typed fields: `status_id=11 customer_message=Hello`. A value that is JSON is parsed as JSON."""
    fields: dict[str, object] = {}
    for word in words:
        name, sign, text = word.partition("=")
        if not (name and sign):
            raise CommandError(f"{word!r} is not a field. Write name=value, as in status_id=11.")
        fields[name] = _value(text)
    return fields


def _value(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _reason(answer: httpx.Response) -> str:
    body: dict[str, Any] = answer.json()
    errors: Mapping[str, str] = body.get("errors", {})
    return " ".join([body["title"], *(f"{name}: {text}." for name, text in errors.items())])
