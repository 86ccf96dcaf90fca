"""A web page that a developer visits while the local stack is up can do nothing with what listens on this machine."""

from collections.abc import Generator
from typing import Any

import boto3
import httpx
import pytest
from playwright.sync_api import Browser, Page
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
from tests.browser.browsing import enter, serving
from tests.browser.dataset import Dataset
from tests.support.bundle import free_port

from bigcommerce_sandbox import SandboxServer, Store
from storehook_cli.console_proxy.access import Access
from storehook_cli.local.emulator import REGION, Emulator

STORE = "abc123"

ATTACK = """async ({ requests, pages }) => {
    const send = ({ url, ...options }) => fetch(url, options)
        .then((answer) => answer.type === 'opaque' ? 'sent' : answer.text(), () => 'refused');
    const shown = (url) => new Promise((resolve) => {
        const frame = document.createElement('iframe');
        frame.onload = resolve;
        frame.src = url;
        document.body.append(frame);
    });
    const submitted = ({ url, fields }) => new Promise((resolve) => {
        const frame = Object.assign(document.createElement('iframe'), { name: 'target' });
        const form = Object.assign(document.createElement('form'), { action: url, method: 'POST', target: 'target' });
        for (const [name, value] of Object.entries(fields)) {
            form.append(Object.assign(document.createElement('input'), { name, value }));
        }
        document.body.append(frame, form);
        frame.onload = resolve;
        form.submit();
    });
    const heard = [];
    for (const request of requests) heard.push(await send(request));
    for (const page of pages) await (page.fields ? submitted(page) : shown(page.url));
    return heard;
}"""
"""Sends what a page can send; tells what it could read of the answers."""

SIGNED = (
    f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=test/20261126/{REGION}/sqs/aws4_request"
    "&X-Amz-Date=20261126T000000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=0"
)
"""The local AWS knows the key `test`, and looks at no signature."""

JSON = {"content-type": "application/x-amz-json-1.0", "x-amz-target": "AmazonSQS.CreateQueue"}

NO_CORS: dict[str, Any] = {"mode": "no-cors", "credentials": "include"}


@pytest.fixture(params=["127.0.0.1", "localhost"])
def evil(request: pytest.FixtureRequest, browser: Browser) -> Generator[Page]:
    """A page of another origin: at another port, which is the same site for a browser, or under another name."""
    context = browser.new_context()
    page = context.new_page()
    with serving(lambda _: Starlette(routes=[Route("/", lambda _: HTMLResponse("<h1>evil</h1>"))])) as port:
        page.goto(f"http://{request.param}:{port}/")
        yield page
        context.close()


@pytest.fixture(scope="module")
def local_aws(tmp_path_factory: pytest.TempPathFactory) -> Generator[Emulator]:
    emulator = Emulator(tmp_path_factory.mktemp("aws"), free_port())
    try:
        emulator.start()
        yield emulator
    finally:
        emulator.stop()


def create(emulator: Emulator, name: str, path: str = "/") -> str:
    """An address that makes a queue."""
    return f"{emulator.url}{path}?{SIGNED}&Version=2012-11-05&Action=CreateQueue&QueueName={name}"


def follow(page: Page, url: str) -> None:
    """Have a page's script lead the tab elsewhere, then come back."""
    with page.expect_navigation():
        page.evaluate("(url) => { location.href = url; }", url)
    page.go_back()


def made(emulator: Emulator) -> dict[str, list[Any]]:
    """Return the contents of the local AWS."""
    session: Any = boto3.Session("test", "test", region_name=REGION)
    s3, sqs = (session.client(service, endpoint_url=emulator.url) for service in ("s3", "sqs"))
    return {"queues": sqs.list_queues().get("QueueUrls", []), "buckets": s3.list_buckets()["Buckets"]}


def test_it_can_do_nothing_with_the_local_aws(evil: Page, local_aws: Emulator) -> None:
    requests = [
        {"url": f"{local_aws.url}/_ministack/health"},
        {"url": f"{local_aws.url}/?{SIGNED}&Action=ListQueues"},
        {"url": f"{local_aws.url}/?{SIGNED}", "method": "POST", "headers": JSON, "body": '{"QueueName": "read"}'},
        {"url": f"{local_aws.url}/bucket", "method": "PUT"},
        {"url": create(local_aws, "sent"), "method": "POST", **NO_CORS},
        {"url": create(local_aws, "image"), **NO_CORS},
    ]
    pages = [{"url": create(local_aws, "framed")}, {"url": create(local_aws, "submitted"), "fields": {"a": "b"}}]

    heard = evil.evaluate(ATTACK, {"requests": requests, "pages": pages})
    for path in ("/", "/_aws/execute-api/abcdef01/live/auth"):
        follow(evil, create(local_aws, "followed", path))

    assert made(local_aws) == {"queues": [], "buckets": []}
    assert [text for text in heard if text not in ("refused", "sent")] == []


def held(sandbox: SandboxServer) -> list[Any]:
    """Return the contents of the stand-in store, and its planned faults."""
    faults = httpx.get(f"{sandbox.url}/_sandbox/stores/{STORE}/faults", trust_env=False).json()["data"]
    return [sandbox.orders(STORE), faults]


def test_it_can_do_nothing_with_the_stand_in_store(evil: Page) -> None:
    with SandboxServer(stores=[Store(STORE, "token", "client", "secret")]) as sandbox:
        before, control = held(sandbox), f"{sandbox.url}/_sandbox/stores"
        post = {**NO_CORS, "method": "POST"}
        requests = [
            {"url": control},
            {"url": f"{control}/{STORE}/orders", "body": "{}", **post},
            {"url": f"{control}/{STORE}/fill", "body": '{"orders": 1}', **post},
            {"url": f"{control}/{STORE}/faults", "body": '{"kind": "500"}', **post},
        ]
        pages = [{"url": f"{control}/{STORE}/orders", "fields": {"{}": ""}}]

        heard = evil.evaluate(ATTACK, {"requests": requests, "pages": pages})
        shown = evil.frames[1].content()

        assert held(sandbox) == before
        assert [text for text in heard if text not in ("refused", "sent")] == []
        assert "Refused: the request comes from another page" in shown


def test_it_can_do_nothing_with_the_console_and_is_not_sent_what_opens_it(
    evil: Page, access: Access, data: Dataset
) -> None:
    enter(evil.context.new_page(), access)
    post = {**NO_CORS, "method": "POST"}
    requests = [
        {"url": f"{access.origin}/api/runs", "credentials": "include"},
        {"url": f"{access.origin}/page.js"},
        {"url": f"{access.origin}/api/runs", "headers": {"x-storehook-session": "a guess"}},
        {"url": f"{access.origin}/api/retry", "body": '{"runs": []}', **post},
        {"url": f"{access.origin}/api/stores/zt5q9hhe2b/pause", "body": '{"reason": "evil"}', **post},
        {"url": f"{access.origin}/open", "body": "a guess", **post},
    ]
    pages = [
        {"url": f"{access.origin}/"},
        {"url": f"{access.origin}/open"},
        {"url": f"{access.origin}/api/retry", "fields": {'{"runs": []}': ""}},
    ]

    heard = evil.evaluate(ATTACK, {"requests": requests, "pages": pages})
    visited = evil.reload()

    assert data.posted == []
    assert [text for text in heard if text not in ("refused", "sent")] == []
    assert visited is not None
    assert "cookie" not in visited.request.all_headers()
