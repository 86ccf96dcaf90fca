"""Table of stores in DynamoDB. KMS encrypts its secrets. The encryption context is the store and the kind of secret."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from storehook.aws.items import binary, deserialize, serialize
from storehook.aws.kms_cipher import KmsCipher
from storehook.aws.store_table import IS_STORE, StoreTable, is_store
from storehook.errors import SecretUnreadable
from storehook.stores.ports import StorePage
from storehook.stores.store import STATUSES, Credentials, Pause, Secret, Status, Store
from storehook.stores.tombstone import Tombstone

PAGE = 1000
"""Stores per page of the index."""

SAME_INSTALLATION = "attribute_not_exists(installed_at) OR installed_at = :at"
"""Condition that the row belongs to the installation of that time. A row without a time matches too."""

TOMBSTONE_FIELDS = ("purged_at", "expires_at")
"""Attributes that only tombstones have, besides key and status. DynamoDB deletes expired ones."""

BEFORE = "client_secret_before"
"""Attribute of the previous client secret. It is valid until the next exchange, as the app's is in Secrets Manager."""

DIFFERS = "attribute_not_exists(#client_secret) OR #client_secret <> :client_secret"

SAME_PAUSE = "(#status <> :paused OR (paused_by = :read_by AND paused_at = :read_at))"
"""Condition that nobody has paused the store since it was read."""

STATUS_FIELDS = ("status", "reason", "paused_by", "paused_at", "uninstalled_at")
"""Attributes that change with a store's status."""


@dataclass(frozen=True, slots=True)
class DynamoStores(StoreTable):
    """Table of stores: `stores.ports.Stores`.

    Reading secrets needs `kms:Decrypt`. `purge` needs `dynamodb:PutItem`, and `hashes` needs `dynamodb:Query` on the
    index `by-status`, which has only keys.
    """

    cipher: KmsCipher

    def get(self, store_hash: str) -> Store | None:
        store = self.find(store_hash)
        return store if isinstance(store, Store) else None

    def find(self, store_hash: str) -> Store | Tombstone | None:
        row = self._row(store_hash)
        if "purged_at" in row:
            return Tombstone(store_hash, float(row["purged_at"]["N"]))
        return store_of(row) if row else None

    def save(self, store: Store, token: str | None = None, client_secret: str | None = None) -> None:
        values = serialize({name: getattr(store, name) for name in Store.__slots__ if name != "store_hash"})
        secrets: dict[Secret, str | None] = {"token": token, "client_secret": client_secret}
        erased = [*_erased(store), *TOMBSTONE_FIELDS]
        for name, secret in secrets.items():
            if secret is not None and name not in erased:
                values[name] = {"B": self.cipher.encrypt(store.store_hash, name, secret)}
        sets = [f"#{name} = :{name}" for name in values]
        condition: dict[str, Any] = {}
        if "client_secret" in values:
            sets.append(f"{BEFORE} = if_not_exists(#client_secret, :client_secret)")
            # If the answer was lost, the SDK's retry must not store the new secret as the previous one.
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
        has_none = " AND (attribute_not_exists(#name) OR #name = :none)"
        self._set(store_hash, {"name": name}, has_none, {":none": ""})

    def pause(self, store: Store, pause: Pause) -> bool:
        others: list[Status] = [status for status in STATUSES if status != store.status]
        return self._change(store.paused(pause), others)

    def resume(self, store: Store) -> bool:
        read = {":paused": "paused", ":read_by": store.paused_by, ":read_at": store.paused_at}
        return self._change(store.active(), condition=f" AND {SAME_PAUSE}", values=read)

    def uninstall(self, store: Store, at: float) -> bool:
        return self._change(store.uninstalled(at))

    def purge(self, tombstone: Tombstone, installed_at: float | None) -> bool:
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
        row = self._row(store_hash)
        return Credentials(store_of(row), self._secret(store_hash, row, "token")) if is_store(row) else None

    def client_secrets(self, store_hash: str) -> Sequence[str]:
        # Read only these attributes. Otherwise the time would tell a stranger if a store exists and has many webhooks.
        row = self._row(store_hash, "client_secret", BEFORE)
        if (current := self._secret(store_hash, row, "client_secret")) is None:
            return []
        # The key of the previous secret may be gone. The current secret is valid nevertheless.
        with suppress(SecretUnreadable):
            before = self._secret(store_hash, row, "client_secret", BEFORE)
            return [*dict.fromkeys((current, before or current))]
        return [current]

    def hashes(self, status: Status, after: str = "") -> StorePage:
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
        hashes = tuple(row["store_hash"].get("S", "") for row in answer["Items"])
        return StorePage(hashes, answer.get("LastEvaluatedKey", {}).get("store_hash", {}).get("S", ""))

    def _change(
        self,
        changed: Store,
        unless: Iterable[Status] = (),
        *,
        condition: str = "",
        values: Mapping[str, str | float] = MappingProxyType({}),
    ) -> bool:
        """Store a status, its reason and author. Skip rows with one of the statuses, or removed, or reinstalled."""
        statuses = {f":not{number}": status for number, status in enumerate({"uninstalled", *unless})}
        fields = {f":{name}": getattr(changed, name) for name in STATUS_FIELDS}
        sets = ", ".join(f"#{name} = :{name}" for name in STATUS_FIELDS)
        try:
            self.client.update_item(
                TableName=self.table,
                Key={"store_hash": {"S": changed.store_hash}},
                UpdateExpression=f"SET {sets}{_removes(_erased(changed))}",
                ConditionExpression=(
                    f"{IS_STORE} AND NOT #status IN ({', '.join(statuses)}) AND ({SAME_INSTALLATION}){condition}"
                ),
                ExpressionAttributeNames={f"#{name}": name for name in [*STATUS_FIELDS, *_erased(changed)]},
                ExpressionAttributeValues=serialize({**fields, **statuses, **values, ":at": changed.installed_at}),
            )
        except self.client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def _secret(self, store_hash: str, row: Mapping[str, Any], kind: Secret, name: str = "") -> str | None:
        encrypted = row.get(name or kind, {}).get("B")
        return self.cipher.decrypt(store_hash, kind, binary(encrypted)) if encrypted else None


def _erased(store: Store) -> tuple[str, ...]:
    """Return the attributes that the row of this store must not have. Both client secrets are erased together."""
    secrets = store.erases()
    return (*secrets, BEFORE) if "client_secret" in secrets else secrets


def store_of(row: Mapping[str, Any]) -> Store:
    """Return a row as a store. An unknown status is read as paused, so that nothing is called."""
    fields: dict[str, Any] = deserialize({name: row[name] for name in Store.__slots__ if name in row}, float)
    fields["status"] = fields["status"] if fields.get("status") in STATUSES else "paused"
    fields["scopes"] = tuple(fields.get("scopes", ()))
    return Store(**fields)


def _removes(names: Iterable[str]) -> str:
    erased = ", ".join(f"#{name}" for name in names)
    return f" REMOVE {erased}" if erased else ""
