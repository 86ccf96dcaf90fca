"""Lists of any length, a page at a time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storehook.bigcommerce.pages import of_v2, of_v3
from storehook.errors import CallInvalid


@dataclass
class Pages:
    """A list that answers as BigCommerce does; notes what it was asked.

    Args:
        items: what is in it.
        limit: the most that it puts on a page.
    """

    items: list[int]
    limit: int
    asked: list[dict[str, str]] = field(default_factory=list)

    def v2(self, position: Mapping[str, str]) -> Any:
        self.asked.append(dict(position))
        return self._page(position) or None

    def v3(self, position: Mapping[str, str]) -> Any:
        self.asked.append(dict(position))
        last = -(-len(self.items) // self.limit)
        return {"data": self._page(position), "meta": {"pagination": {"total_pages": last}}}

    def by_cursor(self, position: Mapping[str, str]) -> Any:
        self.asked.append(dict(position))
        first = int(position.get("after", "0"))
        found = self.items[first : first + self.limit]
        more = first + self.limit < len(self.items)
        cursors = {"start_cursor": str(first), "end_cursor": str(first + len(found))}
        return {"data": found, "meta": {"cursor_pagination": cursors | {"links": {"next": "?"} if more else {}}}}

    def _page(self, position: Mapping[str, str]) -> list[int]:
        number = int(position.get("page", "1"))
        return self.items[(number - 1) * self.limit : number * self.limit]


LISTS = st.builds(Pages, st.integers(0, 60).map(lambda length: [*range(length)]), st.integers(1, 25))
READERS: dict[str, Callable[[Pages], Iterator[Any]]] = {
    "v2": lambda pages: of_v2(pages.v2, pages.limit),
    "v3 by page": lambda pages: of_v3(pages.v3, {}),
    "v3 by cursor": lambda pages: of_v3(pages.by_cursor, {}),
}
EVERY_KIND = pytest.mark.parametrize("kind", READERS)


@EVERY_KIND
@given(pages=LISTS)
def test_every_item_comes_once_and_in_order(kind: str, pages: Pages) -> None:
    assert [*READERS[kind](pages)] == pages.items


@EVERY_KIND
def test_nothing_is_asked_for_before_it_is_wanted(kind: str) -> None:
    pages = Pages([*range(1000)], 10)
    items = READERS[kind](pages)
    assert pages.asked == []

    assert [*islice(items, 10)] == [*range(10)]
    assert len(pages.asked) == 1


@EVERY_KIND
def test_an_empty_list_costs_one_call(kind: str) -> None:
    pages = Pages([], 10)

    assert [*READERS[kind](pages)] == []
    assert len(pages.asked) == 1


def test_a_v2_list_ends_with_its_first_short_page() -> None:
    pages = Pages([*range(13)], 10)

    assert len([*of_v2(pages.v2, 10)]) == 13
    assert pages.asked == [{"page": "1"}, {"page": "2"}]


def test_a_v2_list_of_full_pages_ends_with_204() -> None:
    pages = Pages([*range(20)], 10)

    assert len([*of_v2(pages.v2, 10)]) == 20
    assert pages.asked[-1] == {"page": "3"}


@given(st.integers(0, 700), st.sampled_from([10, 50, 100, 200]))
def test_a_v2_list_with_smaller_pages_than_asked_for_is_read_to_its_end(length: int, most: int) -> None:
    pages = Pages([*range(length)], most)

    assert [*of_v2(pages.v2, 250)] == pages.items


def test_a_v2_list_that_has_no_pages_is_read_once() -> None:
    assert [*of_v2(lambda _: [*range(10)], 10)] == [*range(10)]


def test_a_v3_list_ends_with_its_last_page() -> None:
    pages = Pages([*range(20)], 10)

    assert len([*of_v3(pages.v3, {})]) == 20
    assert pages.asked == [{}, {"page": "2"}]


def test_a_v3_list_that_tells_of_no_pages_is_read_once() -> None:
    assert [*of_v3(lambda _: {"data": [1, 2], "meta": {}}, {})] == [1, 2]


def test_a_v3_list_that_shrinks_meanwhile_ends() -> None:
    assert [*of_v3(lambda _: {"data": [], "meta": {"pagination": {"total_pages": 9}}}, {})] == []


def test_the_cursor_of_the_next_page_is_the_one_at_the_end() -> None:
    pages = Pages([*range(5)], 2)
    list(of_v3(pages.by_cursor, {}))

    assert pages.asked == [{}, {"after": "2"}, {"after": "4"}]


def test_a_list_that_has_both_goes_by_page_unless_a_cursor_was_given() -> None:
    pages = Pages([*range(5)], 2)

    def both(position: Mapping[str, str]) -> Any:
        by_cursor = pages.by_cursor(position)
        if "after" in position:
            return by_cursor
        pages.asked.pop()
        return by_cursor | {"meta": by_cursor["meta"] | pages.v3(position)["meta"], "data": pages._page(position)}

    assert [*of_v3(both, {})] == [*of_v3(both, {"after": "0"})] == pages.items
    assert pages.asked == [{}, {"page": "2"}, {"page": "3"}, {"after": "0"}, {"after": "2"}, {"after": "4"}]


def test_a_list_can_begin_at_another_page() -> None:
    pages = Pages([*range(25)], 10)

    assert [*of_v2(pages.v2, 10, 2)] == [*of_v3(pages.v3, {"page": "2"})] == [*range(10, 25)]


def test_a_cursor_that_does_not_advance_raises_and_ends_the_loop() -> None:
    stuck = {"data": [1], "meta": {"cursor_pagination": {"end_cursor": "x", "links": {"next": "?"}}}}

    with pytest.raises(CallInvalid, match="repeats the cursor 'x'"):
        list(of_v3(lambda _: stuck, {}))


def test_a_cursor_list_without_links_ends_with_its_cursors() -> None:
    answers = [
        {"data": [1], "meta": {"cursor_pagination": {"end_cursor": "x"}}},
        {"data": [2], "meta": {"cursor_pagination": {"end_cursor": None}}},
    ]

    assert [*of_v3(lambda _: answers.pop(0), {})] == [1, 2]


@pytest.mark.parametrize("answer", [{"id": 1}, "text", 7])
def test_an_answer_that_is_not_a_list_is_refused(answer: Any) -> None:
    with pytest.raises(CallInvalid, match=r"not a list. Use get\(\)"):
        list(of_v2(lambda _: answer, 10))
    with pytest.raises(CallInvalid, match=r"not a list. Use get\(\)"):
        list(of_v3(lambda _: {"data": answer}, {}))
