"""How far stores' catch-ups have come, as the stores' rows say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storehook.aws.items import deserialize, whole_or_float

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, slots=True)
class FamilyState:
    """How far the orders have come, or the products, or the customers.

    Args:
        family: which.
        found: how many were changed.
        sent: the messages sent to actions that had missed a change.
        covered: how often an action had not.
        detail: why they were left out; empty if they were not.
    """

    family: str
    found: int
    sent: int
    covered: int
    detail: str


@dataclass(frozen=True, slots=True)
class CatchUpState:
    """How far a store's catch-up has come.

    Args:
        version: counts the writes.
        since: changes from then on are caught up, in unix seconds.
        until: changes up to then, in unix seconds.
        state: running, done or failed.
        detail: what was not caught up, and why; empty if nothing.
        families: what is caught up.
    """

    version: int
    since: float
    until: float
    state: str
    detail: str
    families: tuple[FamilyState, ...]


@dataclass(frozen=True, slots=True)
class CatchUpStates:
    """The states in the table of stores.

    Args:
        client: DynamoDB.
        table: the name of the table of stores.
    """

    client: "DynamoDBClient"
    table: str

    def get(self, store_hash: str) -> CatchUpState | None:
        """A store's latest catch-up; None if there was none."""
        answer = self.client.get_item(
            TableName=self.table,
            Key={"store_hash": {"S": store_hash}},
            ProjectionExpression="catch_up",
            ConsistentRead=True,
        )
        found: Any = deserialize(answer.get("Item", {}), whole_or_float).get("catch_up")
        return state_of(found) if found else None


def state_of(row: Mapping[str, Any]) -> CatchUpState:
    """What a row says."""
    own: dict[str, Any] = {name: row[name] for name in CatchUpState.__slots__}
    own["families"] = tuple(
        FamilyState(**{name: each[name] for name in FamilyState.__slots__}) for each in own["families"]
    )
    return CatchUpState(**own)
