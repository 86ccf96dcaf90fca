"""An action that answers its own echoes is stopped; one that has news to work on is not."""

import pytest

from storehook.errors import LoopDetected
from storehook.event import Event
from storehook.loops import ECHO_WINDOW, Trace, next_trace, resource_of_event, resource_of_path

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
    ],
)
def test_an_event_is_about_a_resource_if_it_names_one(data: dict[str, object], resource: str | None) -> None:
    assert resource_of_event(Event("abc", "store/some/scope", data, None, None)) == resource


@pytest.mark.parametrize(
    ("trigger", "event_at", "chain"),
    [
        (None, NOW, 1),
        (Trace(NOW - 3, 4, "other"), NOW, 5),
        (Trace(NOW - 3, 4, "this"), NOW, 1),
        (Trace(NOW - 3, 4, "other"), NOW - 100, 1),
        (Trace(NOW - ECHO_WINDOW - 1, 4, "other"), NOW, 1),
    ],
    ids=["no write before", "an echo", "its own run", "an event from before the write", "an event long after"],
)
def test_a_write_is_one_longer_than_the_write_whose_echo_it_answers(
    trigger: Trace | None, event_at: float, chain: int
) -> None:
    assert next_trace(trigger, event_at, now=NOW, run_key="this", limit=9) == Trace(NOW, chain, "this")


def test_a_chain_that_is_too_long_is_a_loop() -> None:
    with pytest.raises(LoopDetected, match=r"last 4 writes"):
        next_trace(Trace(NOW, 4, "other"), NOW, now=NOW, run_key="this", limit=4)
