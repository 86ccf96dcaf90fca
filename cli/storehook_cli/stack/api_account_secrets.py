"""Secrets of an API account, from a hidden prompt or standard input, never from the command line."""

import json
import re
from dataclasses import dataclass, field
from typing import Any, TextIO

import typer

from storehook_cli.errors import CommandError

LIMIT = 16_384
"""Most characters to read from standard input."""

_SECRET = re.compile(r"[\x21-\x7e]{1,512}")


@dataclass(frozen=True, slots=True)
class ApiAccountSecrets:
    """Secrets of an API account."""

    access_token: str = field(repr=False)
    client_secret: str = field(repr=False)


def api_account_secrets(stdin: TextIO) -> ApiAccountSecrets:
    """Prompt for the secrets in a terminal.

    A piped input is two lines, the access token first, or JSON with `access_token` and `client_secret`.
    """
    if stdin.isatty():
        return _checked(_prompt("Access token"), _prompt("Client secret"))
    text = stdin.read(LIMIT).strip()
    return _checked(*(_parse_json(text) if text.startswith("{") else _parse_lines(text)))


def app_client_secret(stdin: TextIO) -> str:
    """Prompt for the app's client secret in a terminal. A piped input is the secret."""
    text = _prompt("Client secret") if stdin.isatty() else stdin.read(LIMIT).strip()
    if not _SECRET.fullmatch(text):
        raise CommandError(
            "A client secret is up to 512 letters, digits and signs without spaces. Type the one that BigCommerce's "
            "developer portal shows at the prompt, or pipe it."
        )
    return text


def _prompt(label: str) -> str:
    return typer.prompt(label, hide_input=True, err=True).strip()


def _parse_lines(text: str) -> tuple[Any, Any]:
    lines = [line.strip() for line in text.splitlines()]
    return (lines[0], lines[1]) if len(lines) == 2 else (None, None)


def _parse_json(text: str) -> tuple[Any, Any]:
    try:
        fields: dict[str, Any] = json.loads(text)
    except ValueError:
        return None, None
    return fields.get("access_token"), fields.get("client_secret")


def _checked(access_token: Any, client_secret: Any) -> ApiAccountSecrets:
    if not all(isinstance(secret, str) and _SECRET.fullmatch(secret) for secret in (access_token, client_secret)):
        raise CommandError(
            "An access token and a client secret without spaces are required. BigCommerce shows them once, when you "
            "create the API account. Type them at the prompt, or pipe either two lines, the token first, or JSON: "
            '{"access_token": "…", "client_secret": "…"}.'
        )
    return ApiAccountSecrets(access_token, client_secret)
