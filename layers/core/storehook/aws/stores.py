"""The table of stores, in DynamoDB. Secrets in it are encrypted by KMS, each with its store and its kind as context."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from storehook.aws.items import deserialize, serialize
from storehook.aws.kms_cipher import KmsCipher
from storehook.stores.ports import StorePage
from storehook.stores.store import STATUSES, Credentials, Pause, Secret, Status, Store

PAGE = 1000
"""Stores in a page of the index."""

SAME_INSTALLATION = "attribute_not_exists(installed_at) OR installed_at = :at"
"""Whether a row is of the installation of a time. One from before rows had such a time has not been installed since."""

STATUS_FIELDS = ("status", "reason", "paused_by", "paused_at")
"""What changes with a store's status."""

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import AttributeValueTypeDef


@dataclass(frozen=True, slots=True)
class DynamoStores:
    """The table of stores: `stores.ports.Stores`. Who only reads needs `dynamodb:GetItem` and `kms:Decrypt`.

    Args:
        client: DynamoDB.
        table: the table's name; its key is `store_hash`.
        cipher: encrypts secrets.
    """

    client: "DynamoDBClient"
    table: str
    cipher: KmsCipher

    def get(self, store_hash: str) -> Store | None:
        """As `stores.ports.Stores.get`."""
        row = self._row(store_hash)
        return store_of(row) if row else None

    def save(self, store: Store, token: str | None = None, client_secret: str | None = None) -> None:
        """As `stores.ports.Stores.save`."""
        values = attributes(store)
        secrets: dict[Secret, str | None] = {"token": token, "client_secret": client_secret}
        erased = store.erases()
        for name, secret in secrets.items():
            if secret is not None and name not in erased:
                values[name] = {"B": self.cipher.encrypt(store.store_hash, name, secret)}
        sets = ", ".join(f"#{name} = :{name}" for name in values)
        self.client.update_item(
            TableName=self.table,
            Key={"store_hash": {"S": store.store_hash}},
            UpdateExpression=f"SET {sets}{_removes(store)}",
            ExpressionAttributeNames={f"#{name}": name for name in [*values, *erased]},
            ExpressionAttributeValues={f":{name}": value for name, value in values.items()},
        )

    def pause(self, store: Store, pause: Pause) -> bool:
        """As `stores.ports.Stores.pause`."""
        others: list[Status] = [status for status in STATUSES if status != store.status]
        return self._change(store.paused(pause), others)

    def resume(self, store: Store) -> bool:
        """As `stores.ports.Stores.resume`."""
        return self._change(store.not_paused("active"))

    def uninstall(self, store: Store) -> bool:
        """As `stores.ports.Stores.uninstall`."""
        return self._change(store.not_paused("uninstalled"))

    def credentials(self, store_hash: str) -> Credentials | None:
        """As `stores.ports.Stores.credentials`."""
        row = self._row(store_hash)
        return Credentials(store_of(row), self._secret(row, "token")) if row else None

    def client_secret(self, store_hash: str) -> str | None:
        """As `stores.ports.Stores.client_secret`."""
        row = self._row(store_hash)
        return self._secret(row, "client_secret") if row else None

    def hashes(self, status: Status, after: str = "") -> StorePage:
        """As `stores.ports.Stores.hashes`, from an index that holds nothing else: needs `dynamodb:Query` on it."""
        start: dict[str, Any] = {"ExclusiveStartKey": {"status": {"S": status}, "store_hash": {"S": after}}}
        answer = self.client.query(
            TableName=self.table,
            IndexName="by-status",
            KeyConditionExpression="#status = :status",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={":status": {"S": status}},
            Limit=PAGE,
            **(start if after else {}),
        )
        found = tuple(row["store_hash"].get("S", "") for row in answer["Items"])
        return StorePage(found, answer.get("LastEvaluatedKey", {}).get("store_hash", {}).get("S", ""))

    def _change(self, changed: Store, unless: Iterable[Status] = ()) -> bool:
        """Store a status, why and by whom, unless the row has one of those, is gone, or is of another installation."""
        statuses = {f":not{number}": status for number, status in enumerate({"uninstalled", *unless})}
        values = {f":{name}": getattr(changed, name) for name in STATUS_FIELDS} | statuses
        sets = ", ".join(f"#{name} = :{name}" for name in STATUS_FIELDS)
        try:
            self.client.update_item(
                TableName=self.table,
                Key={"store_hash": {"S": changed.store_hash}},
                UpdateExpression=f"SET {sets}{_removes(changed)}",
                ConditionExpression=f"attribute_exists(store_hash) AND NOT #status IN ({', '.join(statuses)}) AND "
                f"({SAME_INSTALLATION})",
                ExpressionAttributeNames={f"#{name}": name for name in [*STATUS_FIELDS, *changed.erases()]},
                ExpressionAttributeValues=serialize(values | {":at": changed.installed_at}),
            )
        except self.client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def _secret(self, row: dict[str, Any], name: Secret) -> str | None:
        encrypted = row.get(name, {}).get("B")
        return self.cipher.decrypt(row["store_hash"]["S"], name, encrypted) if encrypted else None

    def _row(self, store_hash: str) -> dict[str, Any] | None:
        # Consistent: a store that was just paused must not look active.
        answer = self.client.get_item(TableName=self.table, Key={"store_hash": {"S": store_hash}}, ConsistentRead=True)
        return cast("dict[str, Any] | None", answer.get("Item"))


def attributes(store: Store) -> "dict[str, AttributeValueTypeDef]":
    """A store's own part of its row, without the key."""
    return serialize({name: getattr(store, name) for name in Store.__slots__ if name != "store_hash"})


def store_of(row: dict[str, Any]) -> Store:
    """A row as a store. A status that we do not know counts as paused: then nothing is called."""
    found: dict[str, Any] = deserialize({name: row[name] for name in Store.__slots__ if name in row}, float)
    found["status"] = found["status"] if found.get("status") in STATUSES else "paused"
    found["scopes"] = tuple(found.get("scopes", ()))
    return Store(**found)


def _removes(store: Store) -> str:
    erased = ", ".join(f"#{name}" for name in store.erases())
    return f" REMOVE {erased}" if erased else ""
