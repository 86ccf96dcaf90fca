"""The deployed console's API, called with AWS credentials."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from tests.support.deployed import Deployed

from storehook_cli.console_proxy.target import on_this_machine

ADMINISTRATOR = Credentials("test", "test")


@dataclass(slots=True)
class ConsoleApi:
    """Client of the console's API.

    Args:
        credentials: signs the requests; None for unsigned requests.
        headers: sent with each request.
    """

    deployed: Deployed
    credentials: Credentials | None = ADMINISTRATOR
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    def get(self, path: str, **query: object) -> Any:
        """Return the answer to a GET of `api/{path}`."""
        answer = self.send("GET", path, query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, **body: object) -> Any:
        """Return the answer to a POST to `api/{path}`."""
        answer = self.send("POST", path, {}, body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def send(self, method: str, path: str, query: dict[str, Any], body: object = None) -> httpx.Response:
        """Send one request, and return any answer."""
        info = self.deployed.info
        target = on_this_machine(info.outputs["ApiUrl"], info.region, info.aws_endpoint_url)
        url = httpx.URL(f"{target.url}/console/api/{path}", params=query or None)
        content = b"" if body is None else json.dumps(body).encode()
        headers = {"host": target.host, **self.headers} | ({"content-type": "application/json"} if content else {})
        request = AWSRequest(method, str(url), data=content, headers=headers)
        if self.credentials:
            SigV4Auth(self.credentials, "execute-api", target.region).add_auth(request)
        there = url.copy_with(host="127.0.0.1")
        return httpx.request(method, there, content=content, headers=dict(request.headers.items()), timeout=60)
