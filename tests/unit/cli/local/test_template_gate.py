"""The gate refuses templates that CloudFormation refuses, and passes on everything else as it was sent."""

import asyncio
from typing import Any
from urllib.parse import urlencode

import pytest

from storehook_cli.local.template_gate import FORM, TemplateGate, has_aliases

ALIASES = "Conditions: &once {A: !Equals [a, b]}\nResources:\n  X: {Type: AWS::SQS::Queue, Metadata: *once}\n"


def answer(body: bytes, content_type: bytes = FORM, parts: int = 1) -> tuple[int, bytes]:
    """Return the status, and the body that reached the application or the client."""
    size = len(body) // parts + 1
    chunks = [body[start : start + size] for start in range(0, len(body), size)]
    sent: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        read, more = b"", True
        while more:
            message = await receive()
            read, more = read + message["body"], message["more_body"]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": read})

    async def receive() -> Any:
        chunk = chunks.pop(0)
        return {"type": "http.request", "body": chunk, "more_body": bool(chunks)}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "headers": [(b"Content-Type", content_type)]}
    asyncio.run(TemplateGate(app)(scope, receive, send))
    return sent[0]["status"], sent[1]["body"]


@pytest.mark.parametrize("action", ["CreateStack", "UpdateStack", "CreateChangeSet", "ValidateTemplate"])
def test_a_template_with_aliases_is_refused(action: str) -> None:
    status, body = answer(urlencode({"Action": action, "TemplateBody": ALIASES}).encode(), parts=3)

    assert status == 400
    assert b"<Code>ValidationError</Code>" in body
    assert b"YAML aliases are not allowed in CloudFormation templates" in body


@pytest.mark.parametrize(
    "body",
    [
        urlencode({"Action": "CreateStack", "TemplateBody": ALIASES.replace("&once ", "").replace("*once", "{}")}),
        urlencode({"Action": "CreateStack", "TemplateBody": '{"Resources": {"X": {"Type": "AWS::SQS::Queue"}}}'}),
        urlencode({"Action": "CreateStack", "TemplateBody": "a: [b"}),
        urlencode({"Action": "Publish", "Message": "*once &twice"}),
    ],
)
def test_every_other_request_arrives_as_it_was_sent(body: str) -> None:
    assert answer(body.encode(), parts=2) == (200, body.encode())


def test_what_is_not_a_form_is_not_read() -> None:
    body = urlencode({"TemplateBody": ALIASES}).encode()

    assert answer(body, b"application/x-amz-json-1.0") == (200, body)


def test_an_asterisk_in_a_text_is_not_an_alias() -> None:
    assert not has_aliases('Action: "*"\nResource: arn:aws:s3:::*\nText: a *b* c\n')
