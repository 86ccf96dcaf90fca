"""Meter of AWS calls, and of the DynamoDB units that they cost by DynamoDB's rules.

A query costs half a read unit per 4 KiB of all its entries together. A read of named rows costs half a unit per 4 KiB
of each row. A write costs a unit per KiB of the larger of the items before and after it. An index entry that appears,
disappears or changes costs the same. If its key changes, it disappears and appears. A refused write costs as much as
the existing item. Sources: AWS, "DynamoDB read and write operations", "Global secondary indexes".
"""

import math
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from botocore.session import Session

from storehook.aws.signed_clients import SignedClient

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

KIB = 1024

WRITES = ("PutItem", "UpdateItem", "DeleteItem")

type Item = dict[str, dict[str, Any]]


@dataclass
class Meter:
    """Counts the calls of a session's clients.

    Args:
        dynamodb: a client of another session, which reads the items before and after.
    """

    dynamodb: "DynamoDBClient"
    calls: Counter[str] = field(default_factory=Counter[str])
    write_units: int = 0
    read_units: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _schemas: dict[str, Any] = field(default_factory=dict[str, Any])

    def watch(self, session: Session) -> None:
        """Count the calls of clients that this session makes from now on."""
        session.register("provide-client-params.dynamodb", self._before)
        session.register("after-call.dynamodb", self._after)
        session.register("after-call.sqs", lambda model, **_: self.calls.update([model.name]))

    def watch_signed(self, patch: pytest.MonkeyPatch) -> None:
        """Count the calls of all signed clients, which have no model."""
        call = SignedClient.call

        def counted(client: SignedClient, operation: str, /, **arguments: Any) -> dict[str, Any]:
            count, answer = self._counter(operation, arguments), dict[str, Any]()
            try:
                answer = call(client, operation, **arguments)
                return answer
            finally:
                count(answer)

        patch.setattr(SignedClient, "call", counted)

    def clear(self) -> None:
        """Reset all counts."""
        self.calls.clear()
        self.write_units, self.read_units = 0, 0.0

    def _before(self, params: dict[str, Any], model: Any, context: dict[str, Any], **_: object) -> None:
        context["metered"] = self._counter(model.name, params)

    def _after(self, parsed: dict[str, Any], context: dict[str, Any], **_: object) -> None:
        context["metered"](parsed)

    def _counter(self, operation: str, arguments: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
        """Return a function that counts the call once it has been answered."""
        if operation not in WRITES:
            return lambda answer: self._read(operation, arguments, answer)
        table = self._schema(arguments["TableName"])
        item = arguments.get("Key") or arguments["Item"]
        key = {attribute["AttributeName"]: item[attribute["AttributeName"]] for attribute in table["KeySchema"]}
        before = self._item(table, key)

        def count(_answer: dict[str, Any]) -> None:
            units = write_units(table, before, self._item(table, key))
            with self._lock:  # several threads write at the same time
                self.calls[operation] += 1
                self.write_units += units

        return count

    def _read(self, operation: str, arguments: dict[str, Any], answer: dict[str, Any]) -> None:
        with self._lock:
            self.calls[operation] += 1
            self.read_units += read_units(operation, arguments, answer)

    def _item(self, table: Any, key: Item) -> Item:
        answer: Any = self.dynamodb.get_item(TableName=table["TableName"], Key=key, ConsistentRead=True)
        return answer.get("Item", {})

    def _schema(self, name: str) -> Any:
        if name not in self._schemas:
            self._schemas[name] = self.dynamodb.describe_table(TableName=name)["Table"]
        return self._schemas[name]


def read_units(operation: str, arguments: dict[str, Any], answer: dict[str, Any]) -> float:
    """Return the read units of one call: rows of up to 4 KiB by their keys, or whole entries of an index."""
    match operation:
        case "Query":
            return _halves(sum(map(size, answer.get("Items", ()))))
        case "BatchGetItem":
            return sum(len(request["Keys"]) for request in arguments["RequestItems"].values()) / 2
        case "GetItem":
            return 1.0 if arguments.get("ConsistentRead") else 0.5
        case _:
            return 0.0


def _halves(number: int) -> float:
    return max(1, math.ceil(number / (4 * KIB))) / 2


def write_units(table: Any, before: Item, after: Item) -> int:
    """Return the write units of one write.

    Args:
        table: the table's description from DynamoDB.
        before: the item before the write; empty if there was none.
        after: the item after the write.
    """
    entries = sum(_entry_units(table, index, before, after) for index in table.get("GlobalSecondaryIndexes", ()))
    return _units(before, after) + entries


def _entry_units(table: Any, index: Any, before: Item, after: Item) -> int:
    old, new = (_entry(table, index, item) for item in (before, after))
    if old == new:
        return 0
    keys = [attribute["AttributeName"] for attribute in index["KeySchema"]]
    moves = old and new and any(old[key] != new[key] for key in keys)
    return _units(old, {}) + _units(new, {}) if moves else _units(old, new)


def _entry(table: Any, index: Any, item: Item) -> Item:
    """Return an item's entry in an index; empty if it lacks one of the index's keys."""
    keys = {attribute["AttributeName"] for attribute in index["KeySchema"]}
    if not keys <= item.keys():
        return {}
    own = {attribute["AttributeName"] for attribute in table["KeySchema"]}
    shown = own | keys | {*index["Projection"].get("NonKeyAttributes", ())}
    return {name: value for name, value in item.items() if name in shown or _projects_all(index)}


def _projects_all(index: Any) -> bool:
    return index["Projection"]["ProjectionType"] == "ALL"


def _units(*items: Item) -> int:
    return max(1, math.ceil(max(map(size, items)) / KIB))


def size(item: Item) -> int:
    """Return the bytes of an item as DynamoDB counts them (AWS, "DynamoDB item sizes and formats")."""
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def _size(typed: dict[str, Any]) -> int:
    ((kind, value),) = typed.items()
    match kind:
        case "S":
            return len(value.encode())
        case "B":
            return len(value)
        case "N":
            return 1 + math.ceil(len(value.strip("-").replace(".", "")) / 2) + value.startswith("-")
        case "L":
            return 3 + sum(1 + _size(element) for element in value)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _size(each) for name, each in value.items())
        case "SS":
            return sum(len(text.encode()) for text in value)
        case _:
            return 1
