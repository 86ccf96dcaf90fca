"""Secrets of the stack in Secrets Manager, as operators exchange them. Functions read them with `aws.secrets`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storehook.operations.stack_secrets import LiveSecret
from storehook.webhooks.signature import PREVIOUS_COUNTS

if TYPE_CHECKING:
    from types_boto3_secretsmanager import SecretsManagerClient


@dataclass(frozen=True, slots=True)
class StoredSecret:
    """Secret of the stack: `operations.stack_secrets.StackSecret`.

    Args:
        secret_id: its ARN.
    """

    client: "SecretsManagerClient"
    secret_id: str
    clock: Callable[[], float]

    def live(self) -> LiveSecret:
        answer = self.client.get_secret_value(SecretId=self.secret_id)
        text, since = answer.get("SecretString", ""), answer["CreatedDate"].timestamp()
        until = since + PREVIOUS_COUNTS
        if until <= self.clock() or self._previous(text) == text:
            return LiveSecret(text, since)
        return LiveSecret(text, since, until)

    def put(self, text: str) -> None:
        self.client.put_secret_value(SecretId=self.secret_id, SecretString=text)

    def _previous(self, current: str) -> str:
        """Return the text of the previous value, or the current one if there is no previous value."""
        try:
            answer = self.client.get_secret_value(SecretId=self.secret_id, VersionStage="AWSPREVIOUS")
        except self.client.exceptions.ResourceNotFoundException:
            return current
        return answer.get("SecretString", "")
