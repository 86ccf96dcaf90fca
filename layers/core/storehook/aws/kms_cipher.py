"""Stores' secrets, encrypted by KMS: each with its store and its kind as encryption context."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storehook.errors import SecretUnreadable
from storehook.stores.store import Secret

if TYPE_CHECKING:
    from types_boto3_kms import KMSClient


@dataclass(frozen=True, slots=True)
class KmsCipher:
    """Encrypts secrets. One that was copied to another store's row, or swapped in its own, cannot be decrypted there.

    Args:
        client: KMS.
        key_id: the key's id or ARN.
    """

    client: "KMSClient"
    key_id: str

    def encrypt(self, store_hash: str, kind: Secret, secret: str) -> bytes:
        """A store's secret, encrypted."""
        context = _context(store_hash, kind)
        answer = self.client.encrypt(KeyId=self.key_id, Plaintext=secret.encode(), EncryptionContext=context)
        return answer["CiphertextBlob"]

    def decrypt(self, store_hash: str, kind: Secret, encrypted: bytes) -> str:
        """A store's secret.

        Raises:
            SecretUnreadable: it was not encrypted for this store, as this kind, or with this key.
            ClientError: we may not use the key, or KMS is not there.
        """
        context, faults = _context(store_hash, kind), self.client.exceptions
        try:
            answer = self.client.decrypt(KeyId=self.key_id, CiphertextBlob=encrypted, EncryptionContext=context)
        except (faults.InvalidCiphertextException, faults.IncorrectKeyException) as error:
            raise SecretUnreadable(store_hash) from error
        return answer["Plaintext"].decode()


def _context(store_hash: str, kind: Secret) -> dict[str, str]:
    return {"store_hash": store_hash, "kind": kind}
