"""Asks the stand-in store of `make run` to do what people and a busy platform do to a real one."""

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
    """The demo store, as the sandbox lets it be changed.

    Args:
        state: the folder of the stack's `stack.json`.

    Raises:
        CommandError: no stack is up.
    """

    def __init__(self, state: Path) -> None:
        info = local_info(state)
        self._all = f"{info['sandbox_url']}/_sandbox/stores"
        self._url = f"{self._all}/{info['store_hash']}"

    def stores(self) -> list[dict[str, Any]]:
        """Every store: its hash, its name and how many orders it has.

        Raises:
            CommandError: the sandbox is not there.
        """
        return self._ask("GET", self._all)

    def add_store(self, store_hash: str) -> None:
        """Open another store, and install the app in it, as its merchant would.

        Raises:
            CommandError: the sandbox refuses, the app cannot be installed, or one of them is not there.
        """
        self._ask("POST", self._all, asdict(new_store(store_hash)))
        answer = _sent("GET", f"{self._all}/{store_hash}/install", follow_redirects=True)
        if not answer.is_success:
            raise CommandError(f"The store is open, but the app could not be installed in it: {answer.status_code}")

    def ask(self, method: str, path: str, fields: Mapping[str, object] | None = None) -> Any:
        """One request; gives the `data` of its answer.

        Raises:
            CommandError: the sandbox refuses, the message saying why; or it is not there.
        """
        return self._ask(method, f"{self._url}/{path}", fields)

    def _ask(self, method: str, url: str, fields: Mapping[str, object] | None = None) -> Any:
        answer = _sent(method, url, json=fields)
        if not answer.is_success:
            raise CommandError(f"The stand-in store refuses: {_why(answer)}")
        return answer.json()["data"]


def _sent(method: str, url: str, **more: Any) -> httpx.Response:
    try:
        return httpx.request(method, url, timeout=TIMEOUT, **more)
    except httpx.HTTPError as error:
        raise CommandError(f"The stand-in store cannot be reached: {error}. Is `make run` still up?") from error


def field_values(words: list[str]) -> dict[str, object]:
    """Fields as they are typed: `status_id=11 customer_message=Hello`. What is JSON is taken as that.

    Raises:
        CommandError: a word has no name, or no `=`.
    """
    pairs = [word.partition("=") for word in words]
    if wrong := [word for word, (name, sign, _) in zip(words, pairs, strict=True) if not (name and sign)]:
        raise CommandError(f"{wrong[0]!r} is no field: give name=value, as in status_id=11.")
    return {name: _value(text) for name, _, text in pairs}


def _value(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _why(answer: httpx.Response) -> str:
    said: dict[str, Any] = answer.json()
    errors: Mapping[str, str] = said.get("errors", {})
    return " ".join([said["title"], *(f"{name}: {text}." for name, text in errors.items())])
