"""Tests for names that have held runs, as DynamoDB's pages have them."""

from typing import Any, cast

import pytest

from storehook.aws.pauses import HELD, DynamoHeldNames, DynamoPauses
from storehook.runs.pauses import HeldName

PAGES = {None: ("store/a", "store/b"), "store/b": ("store/c",)}


class PagedTable:
    def query(self, **request: Any) -> dict[str, Any]:
        if request["ExpressionAttributeValues"][":held"]["S"] != HELD[1]:
            return {"Items": []}
        start = request.get("ExclusiveStartKey", {}).get("sk", {}).get("S")
        names = PAGES[start]
        items = [{"pk": {"S": HELD[1]}, "sk": {"S": name}, "at": {"N": "1.5"}} for name in names]
        return {"Items": items} | ({"LastEvaluatedKey": {"sk": {"S": names[-1]}}} if names[-1] in PAGES else {})


def test_held_names_are_read_from_all_pages() -> None:
    names = DynamoHeldNames(cast("Any", PagedTable()), "runs")

    assert names.all() == [HeldName(name, 1.5) for name in ("store/a", "store/b", "store/c")]


class Calls:
    """A table that keeps the calls."""

    def __init__(self) -> None:
        self.partitions: list[str] = []
        self.consistent: list[bool] = []

    def put_item(self, **request: Any) -> None:
        self.partitions.append(request["Item"]["pk"]["S"])

    def get_item(self, **request: Any) -> dict[str, Any]:
        self.consistent.append(request["ConsistentRead"])
        return {}


def test_if_all_stores_are_paused_their_names_are_noted_in_several_partitions() -> None:
    table = Calls()
    names = DynamoHeldNames(cast("Any", table), "runs")

    for number in range(4_000):
        names.note(f"store/shop{number}", 1.5)

    assert {*table.partitions} == {*HELD}
    assert max(map(table.partitions.count, HELD)) < 1_100


@pytest.mark.parametrize("is_consistent", [True, False])
def test_pauses_are_read_as_they_are_wired(is_consistent: bool) -> None:
    table = Calls()

    DynamoPauses(cast("Any", table), "runs", is_consistent=is_consistent).all()

    assert table.consistent == [is_consistent]
