"""A second local AWS next to the deployed stack's: moto's server, with the template's tables."""

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
"""The operations and exceptions that consumers use. `ENVIRONMENT` must name the credentials."""

ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": REGION}
"""Environment variables of a function, for moto."""


class Moto:
    """moto, with the interface of the local AWS.

    Args:
        url: its address.
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
    """A client of the SDK, limited to what consumers use."""

    sdk: Any
    signed: SignedClient

    @property
    def exceptions(self) -> Any:
        """The exceptions that consumers catch."""
        return self.signed.exceptions

    def __getattr__(self, name: str) -> Any:
        """Return an operation."""
        return getattr(self.signed if name in OF_A_CONSUMER else self.sdk, name)


@dataclass(frozen=True, eq=False)
class MotoStack:
    """The parts of a stack that the contract tests need.

    Args:
        names: its tables, by the names of the template's outputs.
    """

    emulator: Moto
    names: dict[str, str]

    def outputs(self) -> dict[str, str]:
        """Implement `LocalStack.outputs`."""
        return self.names


type Cloud = LocalStack | MotoStack
"""An AWS for the contract tests."""


@contextmanager
def moto_stack() -> Generator[MotoStack]:
    """Start moto's server in this process, on loopback, with the template's tables."""
    app = _one_at_a_time(DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Unlogged)
    with ThreadPoolExecutor(1) as thread:
        thread.submit(server.serve_forever)
        try:
            moto = Moto(f"http://127.0.0.1:{server.port}")
            yield MotoStack(moto, tables_in(moto.client("dynamodb")))
        finally:
            server.shutdown()


class _Unlogged(MotoRequestHandler):
    """A handler that doesn't log each of the many requests."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None: ...


def _one_at_a_time(app: "WSGIApplication") -> "WSGIApplication":
    # By itself, moto lets two concurrent conditional writes both succeed.
    lock = Lock()

    def answer(environ: "WSGIEnvironment", start: "StartResponse") -> list[bytes]:
        with lock:
            return list(app(environ, start))

    return answer
