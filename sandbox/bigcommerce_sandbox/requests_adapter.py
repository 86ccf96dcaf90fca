"""The in-process store for clients that use `requests`, which is not among the dependencies of this package."""

import io
from collections.abc import Mapping
from typing import Any, cast

import httpx
import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

from bigcommerce_sandbox.in_process import InProcessStore


class InProcessAdapter(HTTPAdapter):
    """Answers the requests of a session with a store: `session.mount(store.url, InProcessAdapter(store))`.

    Args:
        store: an open store.
    """

    def __init__(self, store: InProcessStore) -> None:
        super().__init__()
        self._transport = store.transport

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002 - the signature is the one of requests
        timeout: Any = None,
        verify: bool | str = True,  # noqa: ARG002
        cert: Any = None,  # noqa: ARG002
        proxies: Mapping[str, str] | None = None,  # noqa: ARG002
    ) -> requests.Response:
        """Answer a request.

        Raises:
            requests.ReadTimeout: after `timeout`; only a fault of the kind "hang" takes that long.
        """
        read = cast("float | None", timeout[1] if isinstance(timeout, tuple) else timeout)
        asked = httpx.Request(
            request.method or "GET",
            request.url or "",
            headers=dict(request.headers),
            content=request.body,
            extensions={"timeout": {"read": read}},
        )
        try:
            answer = self._transport.handle_request(asked)
        except httpx.ReadTimeout as error:
            raise requests.ReadTimeout(str(error), request=request) from error
        body = io.BytesIO(answer.read())
        raw = HTTPResponse(body, dict(answer.headers), answer.status_code, preload_content=False)
        return self.build_response(request, raw)
