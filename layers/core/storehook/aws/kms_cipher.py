"""Encryption of stores' secrets by KMS. The encryption context is the store and the kind of secret."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from storehook.aws.cache import one_caller
from storehook.aws.items import binary
from storehook.errors import SecretUnreadable
from storehook.stores.store import Secret

if TYPE_CHECKING:
    from storehook.aws.client_types import KmsOperations

MOST_REMEMBERED = 60_000
"""Most secrets that a process remembers, about 600 bytes each. The least recently used is dropped first."""

LOCKS = 64
"""Number of locks: most secrets that can be decrypted at the same time. No function has as many threads."""


@dataclass(slots=True)
class KmsCipher:
    """Cipher for secrets. An encrypted secret cannot be decrypted in another store's row, or in another attribute.

    Decrypted secrets are remembered by their encrypted form for the life of the process. A replaced secret is therefore
    decrypted at once, and an unchanged one never again. If a key is disabled, processes that used it keep the secrets.
    Lambda ends these processes after some hours, and with any change of the function.
    """

    client: "KmsOperations"
    key_id: str
    _remembered: Callable[[str, Secret, bytes], str] = field(init=False, repr=False)
    _locks: tuple[Lock, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._remembered = lru_cache(MOST_REMEMBERED)(self._decrypt)
        self._locks = tuple(Lock() for _ in range(LOCKS))

    def encrypt(self, store_hash: str, kind: Secret, secret: str) -> bytes:
        """Encrypt a store's secret."""
        context = _context(store_hash, kind)
        answer = self.client.encrypt(KeyId=self.key_id, Plaintext=secret.encode(), EncryptionContext=context)
        return binary(answer["CiphertextBlob"])

    def decrypt(self, store_hash: str, kind: Secret, encrypted: bytes) -> str:
        """Decrypt a store's secret.

        Raises:
            SecretUnreadable: it was not encrypted for this store, as this kind, or with this key.
            ClientError: we may not use the key, or KMS is not available.
        """
        # All messages of a batch are often of one store.
        with one_caller(self._locks[hash(encrypted) % LOCKS]):
            return self._remembered(store_hash, kind, encrypted)

    def _decrypt(self, store_hash: str, kind: Secret, encrypted: bytes) -> str:
        context, faults = _context(store_hash, kind), self.client.exceptions
        try:
            answer = self.client.decrypt(KeyId=self.key_id, CiphertextBlob=encrypted, EncryptionContext=context)
        except (faults.InvalidCiphertextException, faults.IncorrectKeyException) as error:
            raise SecretUnreadable(store_hash) from error
        return binary(answer["Plaintext"]).decode()


def _context(store_hash: str, kind: Secret) -> dict[str, str]:
    return {"store_hash": store_hash, "kind": kind}
