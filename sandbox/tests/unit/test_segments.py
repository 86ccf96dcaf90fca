"""Segments, and the shopper profiles of customers in them."""

from typing import Any

import pytest

SEGMENTS = "/stores/abc123/v3/segments"
PROFILES = "/stores/abc123/v3/shopper-profiles"


@pytest.fixture
def cooks(api: Any) -> str:
    """The id of a segment with a customer's profile."""
    (segment,) = api.post(SEGMENTS, json=[{"name": "Cooks"}]).json()["data"]
    (profile,) = api.post(PROFILES, json=[{"customer_id": 11}]).json()["data"]
    answer = api.post(f"{SEGMENTS}/{segment['id']}/shopper-profiles", json=[profile["id"]])
    assert (answer.status_code, answer.json()["data"][0]["customer_id"]) == (201, 11)
    return segment["id"]


def test_a_profile_is_in_its_segments(api: Any, cooks: str) -> None:
    (profile,) = api.get(f"{SEGMENTS}/{cooks}/shopper-profiles").json()["data"]
    assert [segment["name"] for segment in api.get(f"{PROFILES}/{profile['id']}/segments").json()["data"]] == ["Cooks"]
    query = {"id:in": 11, "include": "shopper_profile_id,segment_ids"}
    (customer,) = api.get("/stores/abc123/v3/customers", params=query).json()["data"]
    assert (customer["shopper_profile_id"], customer["segment_ids"]) == (profile["id"], [cooks])


def test_a_profile_that_leaves_a_segment_stays_in_the_store(api: Any, cooks: str) -> None:
    (profile,) = api.get(PROFILES).json()["data"]
    path = f"{SEGMENTS}/{cooks}/shopper-profiles"
    assert api.call("DELETE", path, params={"id:in": profile["id"]}).status_code == 204
    assert (api.get(path).json()["data"], api.get(PROFILES).json()["data"]) == ([], [profile])


def test_a_deleted_profile_is_in_no_segment(api: Any, cooks: str) -> None:
    (profile,) = api.get(PROFILES).json()["data"]
    api.call("DELETE", PROFILES, params={"id:in": profile["id"]})
    assert api.get(f"{SEGMENTS}/{cooks}/shopper-profiles").json()["data"] == []


@pytest.mark.parametrize(("customer_id", "status"), [(11, 409), (99, 422)])
def test_a_customer_has_one_profile(api: Any, cooks: str, customer_id: int, status: int) -> None:
    assert cooks
    assert api.post(PROFILES, json=[{"customer_id": customer_id}]).status_code == status
