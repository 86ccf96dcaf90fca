"""Nothing is skipped on the way through a list, whatever changes meanwhile, and little is read twice."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from storehook.catch_up.changes import OUTLIERS, ChangedResource, Page
from storehook.catch_up.paging import MAX_SEEN, Position, next_position, unseen

LIMIT = 3
SECONDS = st.integers(0, 5)
FIRST = st.integers(0, 1)
UNTIL = 5
"""The list is read from 0 to 5; what changes meanwhile is changed at 6."""

type Items = dict[int, int]
"""Times of modification by ID."""


def page(items: Items, position: Position, first: int) -> Page:
    found = sorted((at, number) for number, at in items.items() if at >= position.query_since + first)
    changes = [ChangedResource("order", number, 0, at) for at, number in found]
    return Page(tuple(changes[(position.page - 1) * LIMIT : position.page * LIMIT]))


def scan(
    items: Items, changed: Sequence[Sequence[int]] = (), gone: Sequence[int] = (), *, first: int = 0
) -> list[list[int]]:
    """The ids that each page brought, where before each of the next pages these are changed, or go.

    Args:
        items: the list.
        changed: what is changed before each of the next pages.
        gone: what goes before each of the next pages.
        first: 0 if the list begins with what was changed at the time that it is asked for, 1 if it begins after that.
    """
    position: Position | None = Position(0)
    brought: list[list[int]] = []
    steps, leaving = list(changed), list(gone)
    while position is not None:
        found = page(items, position, first)
        brought.append([change.id for change in unseen(position, found, UNTIL)])
        position = next_position(position, found, until=UNTIL, limit=LIMIT)
        for number in steps.pop(0) if steps else ():
            items[number] = UNTIL + 1
        if leaving:
            items.pop(leaving.pop(0), None)
        assert len(brought) < 200, "it does not end"
    return brought


@given(
    times=st.lists(SECONDS, max_size=40),
    changed=st.lists(st.lists(st.integers(0, 39), max_size=4), max_size=40),
    gone=st.lists(st.integers(0, 39), max_size=10),
    first=FIRST,
)
@example(times=[0] * 7, changed=[[], [0]], gone=[], first=0)  # one leaves the first page of a second that has three
@example(times=[0] * 7, changed=[[], [], [0], [1]], gone=[], first=0)
@example(times=[0] * 4, changed=[], gone=[], first=1)  # the rest of a second begins the next page
def test_everything_that_stays_as_it_was_is_met(
    times: list[int], changed: list[list[int]], gone: list[int], first: int
) -> None:
    items = dict(enumerate(times))
    steps = [[number for number in step if number in items] for step in changed]
    before = dict(items)

    met = {number for brought in scan(items, steps, gone, first=first) for number in brought}

    assert {number for number, at in before.items() if items.get(number) == at} <= met


@given(times=st.lists(st.just(-1) | SECONDS | st.just(UNTIL + 1), max_size=60), first=FIRST)
def test_where_nothing_changes_each_is_met_once_and_none_that_is_too_early_or_too_late(
    times: list[int], first: int
) -> None:
    met = [number for brought in scan(dict(enumerate(times)), first=first) for number in brought]

    assert sorted(met) == [number for number, at in enumerate(times) if 0 <= at <= UNTIL]


def test_of_each_page_of_different_times_two_items_were_met_before_at_most() -> None:
    items = {number: number for number in range(6)}

    assert scan(items, first=0) == [[0, 1, 2], [3], [4], [5], []]
    assert scan(items, first=1) == [[0, 1, 2], [3, 4], [5]]


def test_the_pages_of_a_second_that_has_several_are_read_up_and_down_again() -> None:
    items: Items = dict.fromkeys(range(7), 0)
    position: Position | None = Position(0)
    way: list[tuple[int, int, bool]] = []
    while position is not None:
        way.append((position.since, position.page, position.back))
        position = next_position(position, page(items, position, 1), until=UNTIL, limit=LIMIT)

    up, down = [(0, 1, False), (0, 2, False), (0, 3, False)], [(0, 2, True), (0, 1, True)]
    assert way == [*up, *down, (1, 1, False)]


def test_a_second_that_was_read_twice_ends_the_list_if_it_is_the_last_one() -> None:
    assert next_position(Position(UNTIL, back=True), Page(()), until=UNTIL, limit=LIMIT) is None


def test_after_a_second_that_was_read_twice_nothing_of_it_is_remembered() -> None:
    found = Page(tuple(ChangedResource("order", number, 0, 2) for number in (1, 2, 3)))

    assert next_position(Position(2, back=True), found, until=UNTIL, limit=LIMIT) == Position(3)


def test_what_was_seen_at_one_second_is_met_again_if_it_is_changed_at_another() -> None:
    found = Page(tuple(ChangedResource("order", number, 0, 1) for number in (1, 2, 3)))

    after = next_position(Position(0, seen=((0, 7),)), found, until=UNTIL, limit=LIMIT)

    assert after == Position(1, seen=((1, 1), (1, 2), (1, 3)))


def test_a_list_that_ends_with_a_short_page_takes_no_further_call() -> None:
    assert len(scan({0: 0, 1: 1})) == 1


def test_reading_stops_at_what_was_changed_after_the_catch_up_began() -> None:
    assert scan({0: 1, 1: 6, 2: 6, 3: 6, 4: 6}) == [[0]]


def test_a_position_remembers_so_many_and_no_more() -> None:
    found = Page(tuple(ChangedResource("order", number, 0, 0) for number in range(MAX_SEEN)))
    position = Position(0, seen=((0, -1),))

    after = next_position(position, found, until=UNTIL, limit=LIMIT)

    assert after is not None
    assert after.seen == tuple((0, number) for number in range(MAX_SEEN))


def test_what_is_forgotten_is_met_again() -> None:
    change = ChangedResource("order", 7, 0, 0)

    assert unseen(Position(0, seen=((0, 7),)), Page((change,)), UNTIL) == []
    assert unseen(Position(0), Page((change,)), UNTIL) == [change]
    assert unseen(Position(0, seen=((0, 7),)), Page((replace(change, modified=1),)), UNTIL) != []


PAGE = 20
LAGGING = PAGE // OUTLIERS
"""Items of a page that may be in the place of an earlier change."""


@given(
    places=st.lists(st.integers(0, 60), max_size=150).map(sorted),
    lagging=st.lists(st.tuples(st.integers(0, 149), st.integers(1, 200)), max_size=12),
    until=st.integers(20, 100),
)
@example(places=list(range(40)), lagging=[(19, 100)], until=60)  # the last item of a page was changed just now
@example(places=list(range(40)), lagging=[(10, 1), (30, 1)], until=60)  # two neighbors are in the wrong order
def test_everything_is_met_once_in_a_list_that_lags_behind_its_items(
    places: list[int], lagging: list[tuple[int, int]], until: int
) -> None:
    """Items are found, and sorted, by the time of an earlier change."""
    shown = dict(enumerate(places))
    for number, later in lagging:
        near = range(number - PAGE, number + PAGE + 1)
        if number in shown and sum(shown[other] != places[other] for other in near if other in shown) < LAGGING:
            shown[number] += later

    met = scan_lagging(places, shown, until)

    assert sorted(met) == [number for number, at in shown.items() if at <= until]


def scan_lagging(places: Sequence[int], shown: Mapping[int, int], until: int) -> list[int]:
    position: Position | None = Position(0)
    met: list[int] = []
    for _ in range(300):
        if position is None:
            return met
        listed = [number for number, place in enumerate(places) if place >= position.query_since]
        numbers = listed[(position.page - 1) * PAGE : position.page * PAGE]
        changes = [ChangedResource("order", number, 0, shown[number]) for number in numbers]
        page = Page(tuple(sorted(changes, key=lambda change: change.modified)))
        met += [change.id for change in unseen(position, page, until)]
        position = next_position(position, page, until=until, limit=PAGE)
    raise AssertionError("it does not end")
