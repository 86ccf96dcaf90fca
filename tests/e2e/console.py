"""How the end-to-end tests use the console's API: signed, as one operator or another."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import boto3
import httpx
from botocore.credentials import Credentials
from tests.e2e.deployed import Deployed

from storehook_cli.console_proxy.signer import Asked, Signer
from storehook_cli.console_proxy.target import on_this_machine
from storehook_cli.emulator import REGION


@dataclass
class Operator:
    """Somebody with credentials, or without."""

    deployed: Deployed
    credentials: Credentials | None

    def get(self, path: str, **query: object) -> httpx.Response:
        """What a GET below `/console/` is answered."""
        return self._send(Asked("GET", path, urlencode({name: str(value) for name, value in query.items()})))

    def post(self, path: str, body: object) -> httpx.Response:
        """What a POST of JSON is answered."""
        return self._send(Asked("POST", path, body=json.dumps(body).encode(), content_type="application/json"))

    def _send(self, asked: Asked) -> httpx.Response:
        info = self.deployed.info
        target = on_this_machine(info.outputs["ApiUrl"], REGION, info.aws_endpoint_url)
        credentials = self.credentials or Credentials("nobody", "nothing")
        request = Signer(target, lambda: credentials).sign(asked)
        if self.credentials is None:
            del request.headers["authorization"]
        return self.deployed.http.send(request)


@contextmanager
def operator(deployed: Deployed, policy: str) -> Generator[Operator]:
    """Somebody with one of the stack's policies, and nothing else."""
    iam = boto3.Session("test", "test", region_name=REGION).client("iam", endpoint_url=deployed.info.aws_endpoint_url)
    name = f"{policy}-somebody"
    iam.create_user(UserName=name)
    iam.attach_user_policy(UserName=name, PolicyArn=deployed.info.outputs[policy])
    key: Any = iam.create_access_key(UserName=name)["AccessKey"]
    try:
        yield Operator(deployed, Credentials(key["AccessKeyId"], key["SecretAccessKey"]))
    finally:
        iam.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
        iam.detach_user_policy(UserName=name, PolicyArn=deployed.info.outputs[policy])
        iam.delete_user(UserName=name)
        iam.close()
