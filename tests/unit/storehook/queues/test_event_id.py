"""A name from outside stays itself up to a bound, and beyond it becomes its digest."""

import hashlib

import pytest

from storehook.queues.run_key import MAX_EVENT_ID, shortened


@pytest.mark.parametrize("name", ["", "event-1", "x" * MAX_EVENT_ID, "é" * (MAX_EVENT_ID // 2)], ids=len)
def test_a_name_of_so_many_bytes_stays_itself(name: str) -> None:
    assert shortened(name) == name


@pytest.mark.parametrize("name", ["x" * (MAX_EVENT_ID + 1), "é" * (MAX_EVENT_ID // 2 + 1)], ids=len)
def test_a_longer_one_is_its_digest(name: str) -> None:
    assert shortened(name) == hashlib.sha256(name.encode()).hexdigest()


def test_half_a_character_in_a_name_is_no_fault_of_ours() -> None:
    assert shortened("\ud800") == "\ud800"
