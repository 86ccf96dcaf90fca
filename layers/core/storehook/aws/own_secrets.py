"""The secrets of authors' own, as functions read them from SSM Parameter Store.

Each is a standard parameter, a SecureString under the AWS managed key `aws/ssm`: neither costs anything, and the key
lets whoever may read the parameter decrypt it ("Parameter tiers" and "Restricting decryption of SecureString parameter
values", Systems Manager user guide). So what a role may read is said by `ssm:GetParameter` on the stack's path alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from storehook.aws.cache import TtlCache

if TYPE_CHECKING:
    from types_boto3_ssm import SSMClient

TTL = 60.0
"""Seconds for which a secret is used without asking again."""

ABSENCE_TTL = 5.0
"""Seconds for which there being none is believed: somebody may be setting it."""

MOST_REMEMBERED = 1_000

PATIENCE = 1.0
"""Seconds for which a thread waits for what another is asking, before it asks as well."""


@dataclass(slots=True)
class SsmSecretTexts:
    """The secrets' texts. While Parameter Store does not answer, what is known counts.

    Args:
        client: Parameter Store.
        path: where the stack's secrets are, such as `/storehook/shop/secrets`.
        clock: gives seconds that only go up.
    """

    client: "SSMClient" = field(repr=False)
    path: str
    clock: Callable[[], float]
    _known: TtlCache[str, str | None] = field(init=False, repr=False)
    _turn: Lock = field(default_factory=Lock, repr=False)

    def __post_init__(self) -> None:
        """Know nothing yet."""
        self._known = TtlCache(self._ask, self.clock, (BotoCoreError, ClientError), MOST_REMEMBERED)

    def find(self, name: str) -> str | None:
        """As `actions.secrets.SecretTexts.find`.

        Raises:
            BotoCoreError: Parameter Store does not answer, and nothing is known yet.
            ClientError: it refuses, and nothing is known yet.
        """
        # A batch's threads want the same secret at the same time: one asks.
        is_ours = self._turn.acquire(timeout=PATIENCE)
        try:
            found = self._known.at_most(TTL, name)
            return self._known.at_most(ABSENCE_TTL, name) if found is None else found
        finally:
            if is_ours:
                self._turn.release()

    def _ask(self, name: str) -> str | None:
        try:
            answer = self.client.get_parameter(Name=f"{self.path}/{name}", WithDecryption=True)
        except self.client.exceptions.ParameterNotFound:
            return None
        return answer["Parameter"].get("Value")
