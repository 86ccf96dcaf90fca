"""Stores' secrets, encrypted by KMS: each with its store and its kind as encryption context."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from storehook.aws.items import binary
from storehook.errors import SecretUnreadable
from storehook.stores.store import Secret

if TYPE_CHECKING:
    from types_boto3_kms import KMSClient

MOST_REMEMBERED = 60_000
"""Secrets that a process remembers at most, some 600 bytes each: what has been used least lately goes first."""

AT_ONCE = 64
"""Secrets that can be asked for at the same time: more than the threads of any function."""

PATIENCE = 1.0
"""Seconds for which a thread waits for what another is asking KMS, before it asks as well."""


@dataclass(slots=True)
class KmsCipher:
    """Encrypts secrets. One that was copied to another store's row, or swapped in its own, cannot be decrypted there.

    What has been decrypted is remembered by what it was decrypted from, for as long as the process lives: a secret that
    has been replaced in its row is asked for at once, and one that has not, never again. So a key that is disabled goes
    on counting in processes that have used it; Lambda ends them after some hours, and with any change of the function.

    Args:
        client: KMS.
        key_id: the key's id or ARN.
    """

    client: "KMSClient"
    key_id: str
    _remembered: Callable[[str, Secret, bytes], str] = field(init=False, repr=False)
    _turns: tuple[Lock, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Know nothing yet."""
        self._remembered = lru_cache(MOST_REMEMBERED)(self._ask)
        self._turns = tuple(Lock() for _ in range(AT_ONCE))

    def encrypt(self, store_hash: str, kind: Secret, secret: str) -> bytes:
        """A store's secret, encrypted."""
        context = _context(store_hash, kind)
        answer = self.client.encrypt(KeyId=self.key_id, Plaintext=secret.encode(), EncryptionContext=context)
        return binary(answer["CiphertextBlob"])

    def decrypt(self, store_hash: str, kind: Secret, encrypted: bytes) -> str:
        """A store's secret.

        Raises:
            SecretUnreadable: it was not encrypted for this store, as this kind, or with this key.
            ClientError: we may not use the key, or KMS is not there.
        """
        # A batch is often of one store: of its threads, one asks.
        turn = self._turns[hash(encrypted) % AT_ONCE]
        is_ours = turn.acquire(timeout=PATIENCE)
        try:
            return self._remembered(store_hash, kind, encrypted)
        finally:
            if is_ours:
                turn.release()

    def _ask(self, store_hash: str, kind: Secret, encrypted: bytes) -> str:
        context, faults = _context(store_hash, kind), self.client.exceptions
        try:
            answer = self.client.decrypt(KeyId=self.key_id, CiphertextBlob=encrypted, EncryptionContext=context)
        except (faults.InvalidCiphertextException, faults.IncorrectKeyException) as error:
            raise SecretUnreadable(store_hash) from error
        return binary(answer["Plaintext"]).decode()


def _context(store_hash: str, kind: Secret) -> dict[str, str]:
    return {"store_hash": store_hash, "kind": kind}
