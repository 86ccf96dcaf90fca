"""Secrets of actions, as functions read them from SSM Parameter Store.

Each secret is a standard parameter: a SecureString under the AWS managed key `aws/ssm`. Both are free. With that key,
every role that may read the parameter may decrypt it ("Parameter tiers" and "Restricting decryption of SecureString
parameter values", Systems Manager user guide). Access therefore depends only on `ssm:GetParameter` on the stack's path.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from storehook.aws.cache import TtlCache, one_caller

if TYPE_CHECKING:
    from storehook.aws.client_types import SsmOperations

TTL = 60.0
"""Seconds for which a secret is used without another call."""

ABSENCE_TTL = 5.0
"""Seconds for which a missing secret is remembered. It is short, because somebody may be setting it."""

MOST_REMEMBERED = 1_000


@dataclass(slots=True)
class SsmSecretTexts:
    """Texts of the secrets. While Parameter Store does not answer, remembered texts are used.

    Args:
        path: path of the stack's secrets, such as `/storehook/shop/secrets`.
    """

    client: "SsmOperations" = field(repr=False)
    path: str
    clock: Callable[[], float]
    _known: TtlCache[str, str | None] = field(init=False, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def __post_init__(self) -> None:
        self._known = TtlCache(self._ask, self.clock, (BotoCoreError, ClientError), MOST_REMEMBERED)

    def find(self, name: str) -> str | None:
        # The threads of a batch need the same secret at the same time.
        with one_caller(self._lock):
            text = self._known.at_most(TTL, name)
            return self._known.at_most(ABSENCE_TTL, name) if text is None else text

    def _ask(self, name: str) -> str | None:
        try:
            answer = self.client.get_parameter(Name=f"{self.path}/{name}", WithDecryption=True)
        except self.client.exceptions.ParameterNotFound:
            return None
        return answer["Parameter"].get("Value")
