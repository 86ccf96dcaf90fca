"""The table of stores, in DynamoDB. Tokens in it are encrypted by KMS, each with its store as context."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from storehook.stores import STATUSES, Credentials, Store

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import AttributeValueTypeDef
    from types_boto3_kms import KMSClient


@dataclass(frozen=True, slots=True)
class KmsCipher:
    """Encrypts tokens. A token that was copied to another store's row cannot be decrypted there.

    Args:
        client: KMS.
        key_id: the key's id or ARN.
    """

    client: "KMSClient"
    key_id: str

    def encrypt(self, store_hash: str, token: str) -> bytes:
        """A store's token, encrypted."""
        context = _context(store_hash)
        answer = self.client.encrypt(KeyId=self.key_id, Plaintext=token.encode(), EncryptionContext=context)
        return answer["CiphertextBlob"]

    def decrypt(self, store_hash: str, encrypted: bytes) -> str:
        """A store's token.

        Raises:
            ClientError: it was not encrypted for this store, or we may not use the key.
        """
        context = _context(store_hash)
        answer = self.client.decrypt(KeyId=self.key_id, CiphertextBlob=encrypted, EncryptionContext=context)
        return answer["Plaintext"].decode()


@dataclass(frozen=True, slots=True)
class DynamoStores:
    """The table of stores: `ports.Stores`. Who only reads needs `dynamodb:GetItem` and `kms:Decrypt`.

    Args:
        client: DynamoDB.
        table: the table's name; its key is `store_hash`.
        cipher: encrypts tokens.
    """

    client: "DynamoDBClient"
    table: str
    cipher: KmsCipher

    def get(self, store_hash: str) -> Store | None:
        """As `ports.Stores.get`."""
        row = self._row(store_hash)
        return store_of(row) if row else None

    def save(self, store: Store, token: str | None = None) -> None:
        """As `ports.Stores.save`."""
        values = attributes(store)
        if token is not None and store.status != "uninstalled":
            values["token"] = {"B": self.cipher.encrypt(store.store_hash, token)}
        sets = ", ".join(f"#{name} = :{name}" for name in values)
        erase = " REMOVE #token" if store.status == "uninstalled" else ""
        self.client.update_item(
            TableName=self.table,
            Key={"store_hash": {"S": store.store_hash}},
            UpdateExpression=f"SET {sets}{erase}",
            ExpressionAttributeNames={f"#{name}": name for name in [*values, *(["token"] if erase else [])]},
            ExpressionAttributeValues={f":{name}": value for name, value in values.items()},
        )

    def credentials(self, store_hash: str) -> Credentials | None:
        """As `ports.Stores.credentials`."""
        row = self._row(store_hash)
        if row is None:
            return None
        encrypted = row.get("token", {}).get("B")
        return Credentials(store_of(row), self.cipher.decrypt(store_hash, encrypted) if encrypted else None)

    def _row(self, store_hash: str) -> dict[str, Any] | None:
        # Consistent: a store that was just paused must not look active.
        answer = self.client.get_item(TableName=self.table, Key={"store_hash": {"S": store_hash}}, ConsistentRead=True)
        return cast("dict[str, Any] | None", answer.get("Item"))


def attributes(store: Store) -> "dict[str, AttributeValueTypeDef]":
    """A store's own part of its row, without the key."""
    scopes: list[AttributeValueTypeDef] = [{"S": scope} for scope in store.scopes]
    return {"status": {"S": store.status}, "name": {"S": store.name}, "scopes": {"L": scopes}}


def store_of(row: dict[str, Any]) -> Store:
    """A row as a store. A status that we do not know counts as paused: then nothing is called."""
    status: str = row.get("status", {}).get("S", "")
    return Store(
        store_hash=row["store_hash"]["S"],
        status=status if status in STATUSES else "paused",
        name=row.get("name", {}).get("S", ""),
        scopes=tuple(scope["S"] for scope in row.get("scopes", {}).get("L", [])),
    )


def _context(store_hash: str) -> dict[str, str]:
    return {"store_hash": store_hash}
