"""A store-level API account's secrets, from a hidden prompt or standard input: never from the command line."""

import json
import re
from dataclasses import dataclass, field
from typing import Any, TextIO

import typer

from storehook_cli.errors import CommandError

LIMIT = 16_384
"""Characters of standard input that are read."""

_SECRET = re.compile(r"[\x21-\x7e]{1,512}")


@dataclass(frozen=True, slots=True)
class StoreSecrets:
    """An API account's.

    Args:
        access_token: what opens the store's API.
        client_secret: what signs its webhooks.
    """

    access_token: str = field(repr=False)
    client_secret: str = field(repr=False)


def store_secrets(stdin: TextIO) -> StoreSecrets:
    """Ask for them, if somebody is there to ask; else read them.

    Args:
        stdin: standard input. If it is piped: two lines, the access token first; or JSON with `access_token` and
            `client_secret`.

    Raises:
        CommandError: they are not there, or cannot be secrets of BigCommerce's.
    """
    if stdin.isatty():
        return _checked(_asked("Access token"), _asked("Client secret"))
    text = stdin.read(LIMIT).strip()
    return _checked(*(_of_json(text) if text.startswith("{") else _of_lines(text)))


def _asked(what: str) -> str:
    return typer.prompt(what, hide_input=True, err=True).strip()


def _of_lines(text: str) -> tuple[Any, Any]:
    lines = [line.strip() for line in text.splitlines()]
    return (lines[0], lines[1]) if len(lines) == 2 else (None, None)


def _of_json(text: str) -> tuple[Any, Any]:
    try:
        found: dict[str, Any] = json.loads(text)
    except ValueError:
        return None, None
    return found.get("access_token"), found.get("client_secret")


def _checked(access_token: Any, client_secret: Any) -> StoreSecrets:
    if not all(isinstance(each, str) and _SECRET.fullmatch(each) for each in (access_token, client_secret)):
        raise CommandError(
            "An access token and a client secret are needed, without spaces: BigCommerce shows them once, when the API "
            "account is made. Type them at the prompt, or pipe two lines, the token first, or JSON: "
            '{"access_token": "…", "client_secret": "…"}.'
        )
    return StoreSecrets(access_token, client_secret)
