"""Questions without an answer, in the index `open` of the table of runs."""

from collections.abc import Sequence
from dataclasses import dataclass

from storehook.aws.items import serialize
from storehook.aws.run_rows import Keys, RunRows, keys_of, plain
from storehook.aws.steps import run_key_of, step_of
from storehook.queues.ports import ParallelMap
from storehook.queues.run_key import RunKey
from storehook.runs.open import QUESTIONS, open_partitions
from storehook.runs.steps import MOST_QUESTIONS, Step

COLUMNS = ("name", "question", "choices", "until", "result", "stored_at")


@dataclass(frozen=True, slots=True)
class DynamoQuestions:
    """Questions without an answer: `runs.steps.Questions`.

    It needs `dynamodb:Query` on the index `open`, and `dynamodb:BatchGetItem` on the table.
    """

    rows: RunRows
    parallel_map: ParallelMap = map

    def oldest(self) -> Sequence[tuple[RunKey, Step]]:
        entries = [entry for part in self.parallel_map(self._entries, open_partitions(QUESTIONS)) for entry in part]
        keys = [keys for _, keys in sorted(entries)[:MOST_QUESTIONS]]
        rows = self.rows.get(keys, COLUMNS) if keys else {}
        asked = [(RunKey.of_run_key(run_key_of(row["sk"])), step_of(row)) for row in map(rows.get, keys) if row]
        return [(key, step) for key, step in asked if step and step.choices and step.result is None]

    def _entries(self, partition: str) -> list[tuple[str, Keys]]:
        answer = self.rows.client.query(
            TableName=self.rows.table,
            IndexName="open",
            KeyConditionExpression="#open = :partition",
            ExpressionAttributeNames={"#open": "open"},
            ExpressionAttributeValues=serialize({":partition": partition}),
            Limit=MOST_QUESTIONS,
        )
        return [(entry["open_at"], keys_of(entry)) for entry in map(plain, answer["Items"])]
