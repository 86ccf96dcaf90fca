"""Events that say no more than that a resource was created or updated."""

import pytest

from storehook.catch_up.pollable import POLLABLE
from storehook.runs.late_runs import LISTED, plain_change
from storehook.webhooks.event import Event

PLAIN = {"type": "order", "id": 113}


@pytest.mark.parametrize(
    ("scope", "data", "change"),
    [
        ("store/order/created", PLAIN, "created"),
        ("store/product/updated", PLAIN, "updated"),
        ("store/customer/updated", PLAIN, "updated"),
        ("store/channel/1/order/created", {"order_id": 113}, "created"),
        ("store/product/updated", {**PLAIN, "properties": ["warranty"], "context": {"channel_id": 2}}, None),
        ("store/order/updated", [PLAIN], None),
        ("store/order/statusUpdated", PLAIN, None),
        ("store/order/message/created", PLAIN, None),
        ("store/order/*", PLAIN, None),
        ("store/category/updated", PLAIN, None),
        ("store/customer/address/updated", PLAIN, None),
        ("store/product/inventory/updated", PLAIN, None),
    ],
)
def test_a_plain_change_is_told_by_its_scope_and_names_only_its_resource(
    scope: str, data: dict[str, object], change: str | None
) -> None:
    assert plain_change(Event("abc123", scope, data, None, 1)) == change


def test_what_is_listed_is_what_a_catch_up_reads() -> None:
    assert {resource.kind for resource in POLLABLE.values()} == set(LISTED)
