"""A second local AWS beside the one that the stack is deployed to: moto's server, with the template's tables."""

from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.httpsession import URLLib3Session
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from tests.support.template_tables import tables_in
from werkzeug.serving import make_server

from storehook.aws.signed_clients import SignedClient
from storehook_cli.local.emulator import REGION
from storehook_cli.local.local_stack import LocalStack

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

OF_A_CONSUMER = {
    *("batch_get_item", "delete_item", "get_item", "put_item", "query", "update_item"),
    *("change_message_visibility", "delete_message_batch", "send_message", "send_message_batch"),
    *("decrypt", "delete_parameter", "encrypt", "get_parameter", "put_parameter"),
}
"""What consumers call, and what is caught as they do. `ENVIRONMENT` has to say who asks."""

ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": REGION}
"""What Lambda tells a function, here about moto."""


class Moto:
    """moto, asked as the local AWS is.

    Args:
        url: where it is.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._session: Any = boto3.Session("test", "test", region_name=REGION)
        self.client = cache(self._client)

    def _client(self, service: str) -> Any:
        once = Config(retries={"total_max_attempts": 1})
        sdk = self._session.client(service, endpoint_url=self.url, config=once)
        return AsConsumersCall(sdk, SignedClient(service, self.url, URLLib3Session(), attempts=1))


@dataclass(frozen=True)
class AsConsumersCall:
    """A client of the SDK's, but for what consumers call."""

    sdk: Any
    signed: SignedClient

    @property
    def exceptions(self) -> Any:
        """Those that consumers catch."""
        return self.signed.exceptions

    def __getattr__(self, name: str) -> Any:
        """An operation."""
        return getattr(self.signed if name in OF_A_CONSUMER else self.sdk, name)


@dataclass(frozen=True, eq=False)
class MotoStack:
    """What the contract suites need of a stack.

    Args:
        emulator: where it is.
        names: its tables, as the template's outputs name them.
    """

    emulator: Moto
    names: dict[str, str]

    def outputs(self) -> dict[str, str]:
        """As `LocalStack.outputs`."""
        return self.names


type Cloud = LocalStack | MotoStack
"""What stands for AWS in the contract suites."""


@contextmanager
def moto_stack() -> Generator[MotoStack]:
    """moto's server in this process, on loopback, with the template's tables."""
    app = _one_at_a_time(DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=MotoRequestHandler)
    with ThreadPoolExecutor(1) as thread:
        thread.submit(server.serve_forever)
        try:
            moto = Moto(f"http://127.0.0.1:{server.port}")
            yield MotoStack(moto, tables_in(moto.client("dynamodb")))
        finally:
            server.shutdown()


def _one_at_a_time(app: "WSGIApplication") -> "WSGIApplication":
    # By itself, moto lets two conditional writes at once both find what only one of them may.
    lock = Lock()

    def answer(environ: "WSGIEnvironment", start: "StartResponse") -> list[bytes]:
        with lock:
            return list(app(environ, start))

    return answer
