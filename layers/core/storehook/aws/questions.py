"""Questions without an answer, in the index `open` of the table of runs."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from storehook.aws.items import serialize
from storehook.aws.run_items import sort_key
from storehook.aws.run_rows import Keys, RunRows, key_of, plain
from storehook.aws.steps import run_key_of, step_of
from storehook.history.errors import CursorInvalid
from storehook.queues.ports import ParallelMap
from storehook.queues.run_key import RunKey
from storehook.runs.open import FIRST, QUESTIONS, held_by, open_partitions
from storehook.runs.questions import Question, QuestionPage, to_person
from storehook.runs.run import QUESTION, asked_in

PARTITIONS = (*open_partitions(QUESTIONS), *open_partitions(held_by(QUESTION)))
"""Partitions of the questions to people, and of the runs that are held because of a step."""

COLUMNS = ("name", "question", "choices", "until", "result", "stored_at", "open", "state", "waits_for", "updated_at")

_MAX_KEY = 1_024
"""Bytes of a sort key (AWS docs, DynamoDB quotas)."""


class IndexEntry(NamedTuple):
    """Entry of the index."""

    open_at: str
    open: str
    pk: str
    sk: str


@dataclass(frozen=True, slots=True)
class DynamoQuestions:
    """Questions without an answer: `runs.questions.Questions`.

    It needs `dynamodb:Query` on the index `open`, and `dynamodb:BatchGetItem` on the table.
    """

    rows: RunRows
    parallel_map: ParallelMap = map

    def page(self, cursor: str | None, limit: int) -> QuestionPage:
        read = partial(self._entries, _decoded(cursor) if cursor else None, limit + 1)
        # Entries of one place stay in the order of the index, from where the next page continues.
        entries = sorted(chain.from_iterable(self.parallel_map(read, PARTITIONS)), key=lambda entry: entry[:2])
        following = _encoded(entries[limit - 1]) if len(entries) > limit else None
        found = self._questions(entries[:limit])
        return QuestionPage(sorted(found, key=lambda question: question.asked_at), following)

    def _entries(self, after: IndexEntry | None, limit: int, partition: str) -> list[IndexEntry]:
        start: Any = {"ExclusiveStartKey": serialize(after._asdict())} if after and after.open == partition else {}
        answer = self.rows.client.query(
            TableName=self.rows.table,
            IndexName="open",
            KeyConditionExpression=f"#open = :open AND open_at {'>' if after and partition < after.open else '>='} :at",
            ExpressionAttributeNames={"#open": "open"},
            ExpressionAttributeValues=serialize({":open": partition, ":at": after.open_at if after else FIRST}),
            Limit=limit,
            **start,
        )
        return [
            IndexEntry(**{name: entry[name] for name in IndexEntry._fields}) for entry in map(plain, answer["Items"])
        ]

    def _questions(self, entries: Sequence[IndexEntry]) -> Iterator[Question]:
        rows = self.rows.get([(entry.pk, entry.sk) for entry in entries], COLUMNS)
        asked = [question for row in rows.values() if (question := _question(row))]
        runs = self.rows.get(list({_run_keys(question.key) for question in asked}), ("state", "waits_for"))
        for question in asked:
            run = runs.get(_run_keys(question.key), {})
            if asked_in(run.get("state"), run.get("waits_for")) == question.step:
                yield question


def _question(row: Mapping[str, Any]) -> Question | None:
    if "state" in row:
        step = asked_in(row["state"], row.get("waits_for"))
        return Question(key=key_of(row), step=step, asked_at=row["updated_at"]) if step else None
    step = step_of(row)
    if not step or not step.choices or step.result is not None:
        return None
    return to_person(RunKey.of_run_key(run_key_of(row["sk"])), step)


def _run_keys(key: RunKey) -> Keys:
    return f"{key.store_hash}#{key.event_id}", sort_key(key)


def _encoded(entry: IndexEntry) -> str:
    return base64.urlsafe_b64encode("\n".join(entry).encode()).decode()


def _decoded(cursor: str) -> IndexEntry:
    try:
        # Only the name of a step, at the end, may have a line break.
        parts = base64.b64decode(cursor, altchars=b"-_", validate=True).decode().split("\n", 3)
    except ValueError as error:
        raise CursorInvalid from error
    if len(parts) != len(IndexEntry._fields) or not all(0 < len(part.encode()) <= _MAX_KEY for part in parts):
        raise CursorInvalid
    return IndexEntry(*parts)
