"""Changes are read from lists as BigCommerce writes them. An item that cannot be read is named."""

from typing import Any

import pytest

from storehook.catch_up.changes import MAX_NAME, ChangedResource, Page, read_page
from storehook.errors import ContentUnreadable

LIMIT = 250
SECONDS = 1_786_445_431
ISO, RFC = "2026-08-11T10:50:31+00:00", "Tue, 11 Aug 2026 10:50:31 +0000"


CHANGE = ChangedResource("order", 113, SECONDS, SECONDS)


def item(**fields: object) -> dict[str, Any]:
    return {"id": 113, "date_created": ISO, "date_modified": ISO, "status": "PendingChanges"} | fields


@pytest.mark.parametrize(
    "date",
    [
        RFC,
        ISO,
        "2026-08-11T10:50:31Z",
        "2026-08-11T10:50:31.750+00:00",
        "2026-08-11T12:50:31+02:00",
        "2026-08-11T10:50:31",
        "Tue, 11 Aug 2026 03:50:31 -0700",
    ],
)
def test_a_date_is_read_in_every_form_that_the_api_writes(date: str) -> None:
    assert read_page("order", [item(date_modified=date)], LIMIT) == Page((CHANGE,))


def test_an_empty_list_is_empty_in_both_versions() -> None:
    assert read_page("order", None, LIMIT) == read_page("product", [], LIMIT) == Page(())


@pytest.mark.parametrize("items", [{"id": 113}, "orders"])
def test_an_answer_that_is_no_list_is_unreadable(items: object) -> None:
    with pytest.raises(ContentUnreadable, match="list of changes"):
        read_page("order", items, LIMIT)


@pytest.mark.parametrize(
    ("unreadable", "name"),
    [
        (None, "order/(no id)"),
        ("113", "order/(no id)"),
        (item(id=None), "order/(no id)"),
        (item(id="order-113"), "order/order-113"),
        (item(date_modified=""), "order/113"),
        (item(date_modified="yesterday"), "order/113"),
        (item(date_modified=None), "order/113"),
        (item(date_created=7), "order/113"),
        ({"id": 114}, "order/114"),
        (item(id="x" * 500), f"order/{'x' * 500}"[:MAX_NAME]),
    ],
)
def test_an_item_that_cannot_be_read_is_named_and_the_others_are_read(unreadable: object, name: str) -> None:
    assert read_page("order", [item(), unreadable], LIMIT) == Page((CHANGE,), (name,))


def test_a_full_page_without_a_readable_item_cannot_be_followed() -> None:
    with pytest.raises(ContentUnreadable, match=r"^Each order on a page of BigCommerce's list of changes lacks"):
        read_page("order", [item(id=None)] * 3, 3)

    assert read_page("order", [item(id=None)] * 3, LIMIT).unreadable == ("order/(no id)",) * 3


@pytest.mark.parametrize(("channel", "number"), [(1, 1), (None, None), ("1", None)])
def test_the_channel_is_read_if_the_list_shows_it(channel: object, number: int | None) -> None:
    (change,) = read_page("order", [item(channel_id=channel)], LIMIT).changes

    assert change.channel == number


@pytest.mark.usefixtures("in_tokyo")
def test_a_date_without_a_zone_is_utc_wherever_we_are() -> None:
    items = [item(date_modified="1970-01-01T00:00:05", date_created="1970-01-01T00:00:01")]
    (found,) = read_page("order", items, LIMIT).changes

    assert (found.created, found.modified) == (1, 5)


def test_the_changes_of_a_page_are_sorted_by_their_times() -> None:
    earlier = item(id=112, date_modified="2026-08-11T10:50:30Z")

    assert [change.id for change in read_page("order", [item(), earlier], LIMIT).changes] == [112, 113]


@pytest.mark.parametrize(("count", "reached"), [(0, None), (1, 0), (9, 8), (10, 8), (19, 17), (20, 17), (250, 224)])
def test_the_latest_tenth_of_a_page_does_not_say_how_far_it_has_reached(count: int, reached: int | None) -> None:
    assert page_of(count).reached == reached


def test_a_change_has_the_name_that_events_give_it() -> None:
    assert ChangedResource("order", 113, 0, 0).resource == "order/113"


@pytest.mark.parametrize(("count", "full"), [(0, False), (1, False), (249, False), (250, True), (50, True), (10, True)])
def test_a_page_of_a_round_number_may_have_another_behind_it(count: int, full: bool) -> None:
    assert page_of(count).is_full(LIMIT) is full
    assert Page((), ("order/113",) * count).is_full(LIMIT) is full


def page_of(count: int) -> Page:
    return Page(tuple(ChangedResource("order", number, 0, number) for number in range(count)))
