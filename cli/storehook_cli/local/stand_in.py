"""Asks the stand-in store of `make run` to do what people and a busy platform do to a real one."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from storehook_cli.errors import CommandError
from storehook_cli.stack.deployment import local_info

TIMEOUT = 10.0
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
        self._url = f"{info['sandbox_url']}/_sandbox/stores/{info['store_hash']}"

    def ask(self, method: str, path: str, fields: Mapping[str, object] | None = None) -> Any:
        """One request; gives the `data` of its answer.

        Raises:
            CommandError: the sandbox refuses, the message saying why; or it is not there.
        """
        try:
            answer = httpx.request(method, f"{self._url}/{path}", json=fields, timeout=TIMEOUT)
        except httpx.HTTPError as error:
            raise CommandError(f"The stand-in store cannot be reached: {error}. Is `make run` still up?") from error
        if not answer.is_success:
            raise CommandError(f"The stand-in store refuses: {_why(answer)}")
        return answer.json()["data"]


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
