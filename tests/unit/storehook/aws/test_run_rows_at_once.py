"""Many rows at once: DynamoDB may put some off, and keys may be of rows that are gone."""

from collections.abc import Callable
from typing import Any

import pytest

from storehook.aws.run_rows import BATCH, TRIES, Keys, RunRows
from storehook.history.errors import RunsThrottled


class Table:
    """DynamoDB with a table of runs, that gives some of the keys that a call asks for."""

    def __init__(self, given: Callable[[int], int], gone: tuple[Keys, ...] = ()) -> None:
        self.given, self.gone = given, gone
        self.asked: list[int] = []

    def batch_get_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803 -- boto3's name
        (asked,) = RequestItems.values()
        keys: list[Any] = asked["Keys"]
        count = self.given(len(self.asked))
        self.asked.append(len(keys))
        rows = [key for key in keys[:count] if (key["pk"]["S"], key["sk"]["S"]) not in self.gone]
        left = {"runs": {**asked, "Keys": keys[count:]}} if keys[count:] else {}
        return {"Responses": {"runs": rows}, "UnprocessedKeys": left}


def keys(count: int) -> list[Keys]:
    return [(f"store1#event-{number}", "sync_order") for number in range(count)]


def rows(table: Table, pauses: list[float] | None = None) -> RunRows:
    return RunRows(table, "runs", sleep=(pauses if pauses is not None else []).append)  # type: ignore[arg-type]


def test_more_rows_than_one_call_takes_are_read_in_several() -> None:
    table = Table(lambda _: BATCH)

    assert list(rows(table).get(keys(2 * BATCH + 1), ())) == keys(2 * BATCH + 1)
    assert table.asked == [BATCH, BATCH, 1]


def test_rows_that_are_put_off_are_asked_for_again_until_they_come() -> None:
    table = Table(lambda _: 9)

    assert list(rows(table).get(keys(90), ())) == keys(90)
    assert len(table.asked) == 10


def test_a_row_that_is_gone_is_left_out() -> None:
    first, second, third = keys(3)

    assert list(rows(Table(lambda _: BATCH, gone=(second,))).get([first, second, third], ())) == [first, third]


def test_a_table_that_gives_nothing_is_asked_a_bounded_number_of_times() -> None:
    pauses: list[float] = []
    table = Table(lambda _: 0)

    with pytest.raises(RunsThrottled):
        rows(table, pauses).get(keys(2), ())

    assert len(table.asked) == TRIES
    assert sum(pauses) < 2
