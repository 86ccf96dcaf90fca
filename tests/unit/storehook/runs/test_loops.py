"""An action that answers its own echoes is stopped; one that has news to work on is not."""

import pytest

from storehook.errors import LoopDetected
from storehook.runs.loops import ECHO_WINDOW, Cause, WriteMark, next_mark, resource_of_event, resource_of_path
from storehook.webhooks.event import Event

NOW = 1000.0


@pytest.mark.parametrize(
    ("path", "resource"),
    [
        ("/v2/orders/113", "order/113"),
        ("/v2/orders/113/shipments/7", "order/113"),
        ("/v3/catalog/products/42", "product/42"),
        ("/v3/catalog/categories/9", "category/9"),
        ("/v3/carts/09346904-4175-44fd-be53-f7e598531b6c", "cart/09346904-4175-44fd-be53-f7e598531b6c"),
        ("/v3/customers", None),
        ("/v2/store", None),
    ],
)
def test_a_path_is_about_a_resource_in_the_words_of_events(path: str, resource: str | None) -> None:
    assert resource_of_path(path) == resource


@pytest.mark.parametrize(
    ("data", "resource"),
    [
        ({"type": "order", "id": 113}, "order/113"),
        ({"type": "cart", "id": "0934"}, "cart/0934"),
        ({"price_list_id": 1}, None),
        ([{"type": "order", "id": 113}], None),
        ({"type": "order", "id": "1 3"}, None),
        ({"type": "\ud800", "id": 113}, None),
        ({"type": "order", "id": 10**300}, None),
    ],
)
def test_an_event_is_about_a_resource_if_it_names_one(data: dict[str, object], resource: str | None) -> None:
    assert resource_of_event(Event("abc", "store/some/scope", data, None, None)) == resource


def mark(at: float, run_key: str = "other", *, since: float | None = None) -> WriteMark:
    """A write that is the fourth of its chain."""
    return WriteMark(at, 4, run_key, at if since is None else since)


@pytest.mark.parametrize(
    ("before", "at", "after"),
    [
        (None, NOW, WriteMark(NOW, 1, "this", NOW)),
        (mark(NOW - 3), NOW, WriteMark(NOW, 5, "this", NOW - 3)),
        (mark(NOW - 3, since=NOW - 90), NOW - 60, WriteMark(NOW, 5, "this", NOW - 90)),
        (mark(NOW - 3, "this"), NOW - 100, WriteMark(NOW, 4, "this", NOW - 3)),
        (mark(NOW - 3), NOW - 100, WriteMark(NOW, 1, "this", NOW)),
        (mark(NOW - ECHO_WINDOW - 1), NOW, WriteMark(NOW, 1, "this", NOW)),
    ],
    ids=[
        "no write before",
        "an echo",
        "an echo of an earlier write of the chain",
        "another write of its own run, which has this length already",
        "an event from before the chain",
        "an event long after",
    ],
)
def test_a_run_that_answers_an_echo_makes_the_chain_one_longer(
    before: WriteMark | None, at: float, after: WriteMark
) -> None:
    assert next_mark(before, Cause("order/113", at), now=NOW, run_key="this", limit=9) == after


def test_a_chain_that_is_too_long_is_a_loop() -> None:
    with pytest.raises(LoopDetected, match=r"last 4 writes"):
        next_mark(mark(NOW), Cause("order/113", NOW), now=NOW, run_key="this", limit=4)
