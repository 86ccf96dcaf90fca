"""The gate for templates: it refuses YAML aliases, as CloudFormation does and the local AWS does not."""

from collections.abc import Awaitable, Callable, MutableMapping
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs

type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]
type App = Callable[[Message, Receive, Send], Awaitable[None]]

FORM = b"application/x-www-form-urlencoded"

REFUSAL = (
    '<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type>'
    "<Code>ValidationError</Code><Message>Template error: YAML aliases are not allowed in CloudFormation templates"
    "</Message></Error></ErrorResponse>"
)
"""AWS's answer to a template with aliases."""


class TemplateGate:
    """Answers 400 to a request with such a template. All others are the application's."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request, or the application's lifespan."""
        if not _is_form(scope):
            return await self._app(scope, receive, send)
        body = await _read(receive)
        if has_aliases(_template(body)):
            return await _refuse(send)
        return await self._app(scope, _again(body, receive), send)


def has_aliases(template: str) -> bool:
    """Return whether a template has YAML aliases. What is not YAML has none."""
    yaml: Any = import_module("yaml")  # the local AWS brings it
    try:
        return any(isinstance(token, yaml.AliasToken) for token in yaml.scan(template, yaml.SafeLoader))
    except yaml.YAMLError:
        return False


def _is_form(scope: Message) -> bool:
    return scope["type"] == "http" and any(
        name.lower() == b"content-type" and value.startswith(FORM) for name, value in scope["headers"]
    )


def _template(body: bytes) -> str:
    if b"TemplateBody=" not in body:
        return ""
    return parse_qs(body.decode()).get("TemplateBody", [""])[0]


async def _read(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def _again(body: bytes, receive: Receive) -> Receive:
    """Return a channel that gives the body once, and then what the client sends next."""
    unread = [body]

    async def read() -> Message:
        if unread:
            return {"type": "http.request", "body": unread.pop(), "more_body": False}
        return await receive()

    return read


async def _refuse(send: Send) -> None:
    await send({"type": "http.response.start", "status": 400, "headers": [(b"content-type", b"text/xml")]})
    await send({"type": "http.response.body", "body": REFUSAL.encode()})
