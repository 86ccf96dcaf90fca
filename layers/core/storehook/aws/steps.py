"""Steps in DynamoDB, in the table of runs: a row per step, in 16 partitions per store.

A question without an answer is in the index `open`. Writing its answer removes it from there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storehook.aws.items import deserialize, serialize, whole_or_float
from storehook.aws.store_partitions import StorePartitions, prefix
from storehook.queues.message import SCHEMA
from storehook.queues.run_key import RunKey
from storehook.runs.open import QUESTIONS, entry_at
from storehook.runs.steps import SPARE, Step

if TYPE_CHECKING:
    from storehook.aws.client_types import DynamoDBOperations

PARTITIONS = StorePartitions("steps")


@dataclass(frozen=True, slots=True)
class DynamoStepTable:
    """Table of steps: `runs.steps.StepTable`.

    It needs `dynamodb:Query`, `dynamodb:PutItem` and `dynamodb:UpdateItem`. A step that is forgotten leaves an
    empty row, because the console may not delete rows of this table.

    Args:
        retention: seconds for which a run is kept after it has ended.
    """

    client: "DynamoDBOperations"
    table: str
    retention: float

    def of_run(self, run_key: str) -> Mapping[str, Step]:
        steps: dict[str, Step] = {}
        start: dict[str, Any] = {}
        while True:
            answer = self.client.query(
                TableName=self.table,
                KeyConditionExpression="pk = :pk AND begins_with(sk, :run)",
                ExpressionAttributeValues=serialize({":pk": _partition_of(run_key), ":run": prefix(run_key)}),
                ConsistentRead=True,
                **start,
            )
            steps |= {step.name: step for step in map(_step_of, answer["Items"]) if step}
            if "LastEvaluatedKey" not in answer:
                return steps
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def put(self, run_key: str, step: Step) -> Step:
        return self._put(run_key, step, "attribute_not_exists(stored_at)")

    def finish(self, run_key: str, step: Step) -> Step:
        # "result" is a reserved word.
        return self._put(run_key, step, "attribute_not_exists(#result)", ExpressionAttributeNames={"#result": "result"})

    def forget(self, run_key: str, step: Step) -> bool:
        kept = {name: value for name in ("result", "owner") if (value := getattr(step, name))}
        values: Any = (
            {"ExpressionAttributeValues": serialize({f":{name}": kept[name] for name in kept})} if kept else {}
        )
        is_same = [f"#{name} = :{name}" if name in kept else f"attribute_not_exists(#{name})" for name in _NAMES]
        try:
            self.client.update_item(
                TableName=self.table,
                Key=serialize(_primary(run_key, step.name)),
                UpdateExpression="REMOVE stored_at, #owner, #result, #open, open_at",
                ConditionExpression=f"attribute_exists(stored_at) AND {' AND '.join(is_same)}",
                ExpressionAttributeNames={"#open": "open", **{f"#{name}": name for name in _NAMES}},
                **values,
            )
        except self.client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def _put(self, run_key: str, step: Step, condition: str, **names: Any) -> Step:
        row = _primary(run_key, step.name) | {"schema": SCHEMA, "name": step.name, "stored_at": step.stored_at}
        row |= {name: value for name in ("result", "until", "owner") if (value := getattr(step, name))}
        row |= _question(run_key, step)
        row["expires_at"] = self._expires_at(max(step.stored_at, step.until))
        try:
            self.client.put_item(
                TableName=self.table,
                Item=serialize(row),
                ConditionExpression=condition,
                **names,
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except self.client.exceptions.ConditionalCheckFailedException as refused:
            response: Any = refused.response
            return _step_of(response["Item"]) or step
        return step

    def keep(self, run_key: str, steps: Mapping[str, Step], until: float) -> None:
        for step in steps.values():
            # A short sleep must not cost a write for each of a thousand steps.
            if until > max(step.stored_at, step.until) + SPARE / 2:
                self.client.update_item(
                    TableName=self.table,
                    Key=serialize(_primary(run_key, step.name)),
                    UpdateExpression="SET expires_at = :at",
                    ConditionExpression="attribute_exists(pk)",
                    ExpressionAttributeValues=serialize({":at": self._expires_at(until)}),
                )

    def _expires_at(self, needed_until: float) -> int:
        return int(needed_until + self.retention + SPARE)


def _partition_of(run_key: str) -> str:
    return PARTITIONS.of(run_key.partition("/")[0], run_key)


def _primary(run_key: str, name: str) -> dict[str, Any]:
    return {"pk": _partition_of(run_key), "sk": f"{prefix(run_key)}{name}"}


def _step_of(item: Any) -> Step | None:
    return step_of(deserialize(item, whole_or_float))


def step_of(row: Mapping[str, Any]) -> Step | None:
    """Return a row as a step. None if the step is forgotten."""
    if "stored_at" not in row:
        return None
    fields = ("name", "result", "until", "owner", "question", "stored_at")
    return Step(**{field: row[field] for field in fields if field in row}, choices=tuple(row.get("choices", ())))


def run_key_of(sort_key: str) -> str:
    """Return the `Run.run_key` of a step's run."""
    length, _, rest = sort_key.partition("/")
    return rest[: int(length)]


def _question(run_key: str, step: Step) -> dict[str, Any]:
    if not step.choices:
        return {}
    question = {"question": step.question, "choices": list(step.choices)}
    if step.result is None:
        question["open"], question["open_at"] = entry_at(QUESTIONS, RunKey.of_run_key(run_key), step.stored_at)
    return question


_NAMES = ("result", "owner")
