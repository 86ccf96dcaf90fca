"""Tests for names that have held runs, as DynamoDB's pages have them."""

from typing import Any, cast

from storehook.aws.pauses import DynamoHeldNames
from storehook.runs.pauses import HeldName

PAGES = {None: ("store/a", "store/b"), "store/b": ("store/c",)}


class PagedTable:
    def query(self, **request: Any) -> dict[str, Any]:
        start = request.get("ExclusiveStartKey", {}).get("sk", {}).get("S")
        names = PAGES[start]
        items = [{"pk": {"S": "#held"}, "sk": {"S": name}, "at": {"N": "1.5"}} for name in names]
        return {"Items": items} | ({"LastEvaluatedKey": {"sk": {"S": names[-1]}}} if names[-1] in PAGES else {})


def test_held_names_are_read_from_all_pages() -> None:
    names = DynamoHeldNames(cast("Any", PagedTable()), "runs")

    assert names.all() == [HeldName(name, 1.5) for name in ("store/a", "store/b", "store/c")]
