"""Changes are read from lists as BigCommerce writes them, or not at all."""

from typing import Any

import pytest

from storehook.catch_up.changes import ChangedResource, is_full, read_page
from storehook.errors import ContentUnreadable

SECONDS = 1_786_445_431
ISO, RFC = "2026-08-11T10:50:31+00:00", "Tue, 11 Aug 2026 10:50:31 +0000"


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
    assert read_page("order", [item(date_modified=date)]) == [ChangedResource("order", 113, SECONDS, SECONDS)]


def test_an_empty_list_is_empty_in_both_versions() -> None:
    assert read_page("order", None) == read_page("product", []) == []


@pytest.mark.parametrize(
    "items",
    [
        {"id": 113},
        "orders",
        [None],
        ["113"],
        [item(id="order-113")],
        [item(id=None)],
        [item(date_modified="")],
        [item(date_modified="yesterday")],
        [item(date_modified=None)],
        [item(date_created=7)],
        [{"id": 113}],
    ],
)
def test_what_is_no_list_of_changes_is_unreadable(items: object) -> None:
    with pytest.raises(ContentUnreadable, match="list of changes"):
        read_page("order", items)


@pytest.mark.usefixtures("in_tokyo")
def test_a_date_without_a_zone_is_utc_wherever_we_are() -> None:
    (found,) = read_page("order", [item(date_modified="1970-01-01T00:00:05", date_created="1970-01-01T00:00:01")])

    assert (found.created, found.modified) == (1, 5)


def test_a_list_in_another_order_is_not_followed() -> None:
    earlier = item(date_modified="2026-08-11T10:50:30Z")

    with pytest.raises(
        ContentUnreadable, match=r"^BigCommerce's list .* isn't sorted by `date_modified`, so it can't be paged\.$"
    ):
        read_page("order", [item(), earlier])


def test_a_change_has_the_name_that_events_give_it() -> None:
    assert ChangedResource("order", 113, 0, 0).resource == "order/113"


@pytest.mark.parametrize(("count", "full"), [(0, False), (1, False), (249, False), (250, True), (50, True), (10, True)])
def test_a_page_of_a_round_number_may_have_another_behind_it(count: int, full: bool) -> None:
    assert is_full([ChangedResource("order", number, 0, 0) for number in range(count)], 250) is full
