"""The table of stores, in DynamoDB. Secrets in it are encrypted by KMS, each with its store and its kind as context."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storehook.aws.items import binary, deserialize, serialize
from storehook.aws.kms_cipher import KmsCipher
from storehook.errors import SecretUnreadable
from storehook.stores.ports import StorePage
from storehook.stores.store import STATUSES, Credentials, Pause, Secret, Status, Store
from storehook.stores.tombstone import Tombstone

PAGE = 1000
"""Stores in a page of the index."""

SAME_INSTALLATION = "attribute_not_exists(installed_at) OR installed_at = :at"
"""Whether a row is of the installation of a time. One from before rows had such a time has not been installed since."""

IS_STORE = "attribute_exists(store_hash) AND attribute_not_exists(purged_at)"
"""Whether there is a row, and it is no tombstone. Who changes a store asks for it: what was purged stays so."""

TOMBSTONE_FIELDS = ("purged_at", "expires_at")
"""What a tombstone has besides its key and its status, and no store has. DynamoDB deletes what has expired."""

BEFORE = "client_secret_before"
"""The client secret that was replaced last. It counts until the next, as that of the app does in Secrets Manager."""

DIFFERS = "attribute_not_exists(#client_secret) OR #client_secret <> :client_secret"

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
        found = self.find(store_hash)
        return found if isinstance(found, Store) else None

    def find(self, store_hash: str) -> Store | Tombstone | None:
        """As `stores.ports.Stores.find`."""
        row = self._row(store_hash)
        if "purged_at" in row:
            return Tombstone(store_hash, float(row["purged_at"]["N"]))
        return store_of(row) if row else None

    def save(self, store: Store, token: str | None = None, client_secret: str | None = None) -> None:
        """As `stores.ports.Stores.save`."""
        values = attributes(store)
        secrets: dict[Secret, str | None] = {"token": token, "client_secret": client_secret}
        erased = [*_erased(store), *TOMBSTONE_FIELDS]
        for name, secret in secrets.items():
            if secret is not None and name not in erased:
                values[name] = {"B": self.cipher.encrypt(store.store_hash, name, secret)}
        sets = [f"#{name} = :{name}" for name in values]
        condition: dict[str, Any] = {}
        if "client_secret" in values:
            sets.append(f"{BEFORE} = if_not_exists(#client_secret, :client_secret)")
            # The same write again, as its answer was lost, must not take itself for the one before.
            condition["ConditionExpression"] = DIFFERS
        with suppress(self.client.exceptions.ConditionalCheckFailedException):
            self.client.update_item(
                TableName=self.table,
                Key={"store_hash": {"S": store.store_hash}},
                UpdateExpression=f"SET {', '.join(sets)}{_removes(erased)}",
                ExpressionAttributeNames={f"#{name}": name for name in [*values, *erased]},
                ExpressionAttributeValues={f":{name}": value for name, value in values.items()},
                **condition,
            )

    def give_name(self, store_hash: str, name: str) -> None:
        """As `stores.ports.Stores.give_name`."""
        with suppress(self.client.exceptions.ConditionalCheckFailedException):
            self.client.update_item(
                TableName=self.table,
                Key={"store_hash": {"S": store_hash}},
                UpdateExpression="SET #name = :name",
                ConditionExpression=f"{IS_STORE} AND (attribute_not_exists(#name) OR #name = :none)",
                ExpressionAttributeNames={"#name": "name"},
                ExpressionAttributeValues=serialize({":name": name, ":none": ""}),
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

    def purge(self, tombstone: Tombstone, installed_at: float | None) -> bool:
        """As `stores.ports.Stores.purge`. It needs `dynamodb:PutItem`."""
        fields = {name: getattr(tombstone, name) for name in ("store_hash", "status", *TOMBSTONE_FIELDS)}
        try:
            self.client.put_item(
                TableName=self.table,
                Item=serialize(fields),
                ConditionExpression=SAME_INSTALLATION,
                ExpressionAttributeValues=serialize({":at": installed_at}),
            )
        except self.client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def credentials(self, store_hash: str) -> Credentials | None:
        """As `stores.ports.Stores.credentials`."""
        row = self._row(store_hash)
        return Credentials(store_of(row), self._secret(store_hash, row, "token")) if is_store(row) else None

    def client_secrets(self, store_hash: str) -> Sequence[str]:
        """As `stores.ports.Stores.client_secrets`."""
        # No more than that: for a stranger, a store with many webhooks must take no longer than one that nobody knows.
        row = self._row(store_hash, ProjectionExpression=f"client_secret, {BEFORE}")
        if (current := self._secret(store_hash, row, "client_secret")) is None:
            return []
        # The one before may be of a key that is no more: that must not keep the current one from counting.
        with suppress(SecretUnreadable):
            before = self._secret(store_hash, row, "client_secret", BEFORE)
            return [*dict.fromkeys((current, before or current))]
        return [current]

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
                UpdateExpression=f"SET {sets}{_removes(_erased(changed))}",
                ConditionExpression=f"{IS_STORE} AND NOT #status IN ({', '.join(statuses)}) AND ({SAME_INSTALLATION})",
                ExpressionAttributeNames={f"#{name}": name for name in [*STATUS_FIELDS, *_erased(changed)]},
                ExpressionAttributeValues=serialize(values | {":at": changed.installed_at}),
            )
        except self.client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def _secret(self, store_hash: str, row: Mapping[str, Any], kind: Secret, name: str = "") -> str | None:
        encrypted = row.get(name or kind, {}).get("B")
        return self.cipher.decrypt(store_hash, kind, binary(encrypted)) if encrypted else None

    def _row(self, store_hash: str, **part: Any) -> Mapping[str, Any]:
        # Consistent: a store that was just paused must not look active.
        key: dict[str, Any] = {"TableName": self.table, "Key": {"store_hash": {"S": store_hash}}}
        return self.client.get_item(**key, ConsistentRead=True, **part).get("Item", {})


def attributes(store: Store) -> "dict[str, AttributeValueTypeDef]":
    """A store's own part of its row, without the key."""
    return serialize({name: getattr(store, name) for name in Store.__slots__ if name != "store_hash"})


def _erased(store: Store) -> tuple[str, ...]:
    """What the row of a store in its state must not have: with a client secret goes the one before it."""
    secrets = store.erases()
    return (*secrets, BEFORE) if "client_secret" in secrets else secrets


def is_store(row: Mapping[str, Any]) -> bool:
    """As `IS_STORE`, of a row that was read; an empty one is none."""
    return bool(row) and "purged_at" not in row


def store_of(row: Mapping[str, Any]) -> Store:
    """A row as a store. A status that we do not know counts as paused: then nothing is called."""
    found: dict[str, Any] = deserialize({name: row[name] for name in Store.__slots__ if name in row}, float)
    found["status"] = found["status"] if found.get("status") in STATUSES else "paused"
    found["scopes"] = tuple(found.get("scopes", ()))
    return Store(**found)


def _removes(names: Iterable[str]) -> str:
    erased = ", ".join(f"#{name}" for name in names)
    return f" REMOVE {erased}" if erased else ""
