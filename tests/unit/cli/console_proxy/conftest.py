"""The proxy in front of an API that a test makes up, and a browser without scripts."""

import httpx
import pytest
from botocore.credentials import Credentials
from tests.support.console_proxy import API, KEYS, Api, Browser

from storehook_cli.console_proxy.access import Access
from storehook_cli.console_proxy.app import build_app
from storehook_cli.console_proxy.signer import Signer


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
def credentials() -> list[Credentials | None]:
    """Results of the look-ups. The last one is repeated."""
    return [KEYS]


@pytest.fixture
def browser(api: Api, credentials: list[Credentials | None]) -> Browser:
    def look_up() -> Credentials | None:
        return credentials.pop(0) if len(credentials) > 1 else credentials[0]

    client = httpx.Client(transport=httpx.MockTransport(api))
    app = build_app(Access(4590, "the-token", "the-session"), Signer(API, look_up), client)
    return Browser(app)
