"""Notes what the clients without a model call."""

from collections.abc import Mapping

import pytest
from botocore.awsrequest import AWSResponse

from storehook.aws.signed_clients import SignedClient


def noted_calls(patch: pytest.MonkeyPatch) -> list[str]:
    """The calls that this process makes from now on, each try of its own: `dynamodb.GetItem`."""
    made: list[str] = []
    send = SignedClient.send

    def noted(client: SignedClient, operation: str, asked: Mapping[str, object]) -> AWSResponse:
        made.append(f"{client.service}.{operation}")
        return send(client, operation, asked)

    patch.setattr(SignedClient, "send", noted)
    return made
