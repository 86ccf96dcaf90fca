"""Customer segments, shopper profiles, and which profiles are in which segments.

Source: BigCommerce docs, customer segmentation v3 reference.
"""

from collections.abc import Mapping
from typing import Any

from bigcommerce_sandbox.engine.answers import enveloped, page_of, shown
from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.bodies import check_body
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.roles import array
from bigcommerce_sandbox.engine.rules import Limit, Most, Rules, Unique, Worked
from bigcommerce_sandbox.engine.store import Store

_SEGMENTS = "v3/segments"
_PROFILES = "v3/shopper-profiles"
_MEMBERS = "v3/segments/shopper-profiles"


def profile_id(store: Store, customer: Row) -> str | None:
    """Return the id of a customer's shopper profile."""
    return next((profile["id"] for profile in store.of(_PROFILES, customer_id=customer["id"])), None)


def segment_ids(store: Store, customer: Row) -> list[str]:
    """Return the ids of a customer's segments."""
    return [member["segment_id"] for member in store.of(_MEMBERS, profile_id=profile_id(store, customer))]


def _of_profile(name: str) -> Worked:
    return lambda store, member: store.get(_PROFILES, member["profile_id"]).get(name)


@operation("POST /v3/segments/{segmentId}/shopper-profiles")
def _add_profiles(call: Call) -> Answer:
    ids: list[Any] = array(call)
    check_body(call.model, call.operation, ids)
    members = [call.store.create(_MEMBERS, call.links | {"profile_id": item}) for item in ids]
    return enveloped(call, [*map(shown(call), members)])


@operation("GET /v3/shopper-profiles/{shopperProfileId}/segments")
def _list_segments(call: Call) -> Answer:
    members = call.store.of(_MEMBERS, profile_id=call.arguments["shopperProfileId"])
    return page_of(call, [call.store.get(_SEGMENTS, member["segment_id"]) for member in members])


RULES: Mapping[str, Rules] = {
    _SEGMENTS: Rules(limits=(Limit(1000),), most={"POST /v3/segments": Most(10, status=413)}),
    _PROFILES: Rules(links={"v3/customers": "customer_id"}, unique=(Unique(("customer_id",)),)),
    _MEMBERS: Rules(
        links={_PROFILES: "profile_id"},
        unique=(Unique(("segment_id", "profile_id")),),
        derived={name: _of_profile(name) for name in ("id", "customer_id", "created_at", "updated_at")},
    ),
    f"{_PROFILES}/segments": Rules(),
}
