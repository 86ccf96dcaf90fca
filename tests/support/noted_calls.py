"""A record of the calls of signed clients."""

from collections.abc import Mapping

import pytest
from botocore.awsrequest import AWSResponse

from storehook.aws.signed_clients import SignedClient


def noted_calls(patch: pytest.MonkeyPatch) -> list[str]:
    """Record the calls that this process makes from now on, such as `dynamodb.GetItem`. Each try is recorded."""
    made: list[str] = []
    send = SignedClient.send

    def noted(client: SignedClient, operation: str, arguments: Mapping[str, object]) -> AWSResponse:
        made.append(f"{client.service}.{operation}")
        return send(client, operation, arguments)

    patch.setattr(SignedClient, "send", noted)
    return made
