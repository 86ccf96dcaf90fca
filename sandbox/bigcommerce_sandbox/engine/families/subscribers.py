"""Subscribers of a newsletter. Source: BigCommerce docs, subscribers in the customers v3 reference."""

from collections.abc import Mapping

from bigcommerce_sandbox.engine.changes import Event, typed
from bigcommerce_sandbox.engine.rules import Rules, Unique

RULES: Mapping[str, Rules] = {
    "v3/customers/subscribers": Rules(
        table="subscribers",
        unique=(Unique(("email",)),),
        defaults={"channel_id": 1},
        optional=("id",),
        events=(Event("store/subscriber/{write}", typed("subscriber")),),
    ),
}
