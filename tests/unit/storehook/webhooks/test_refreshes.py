"""Strangers make a process read its secrets a few times per store and minute, and not much oftener in all."""

from tests.support.clocks import Clock

from storehook.webhooks.refreshes import IN_ALL, PER_STORE, PERIOD, Refreshes


def test_a_store_has_a_few_in_a_minute_and_then_none(clock: Clock) -> None:
    refreshes = Refreshes(clock)

    assert [refreshes.grant("abc") for _ in range(PER_STORE + 2)] == [True] * PER_STORE + [False] * 2


def test_one_store_takes_none_of_anothers(clock: Clock) -> None:
    refreshes = Refreshes(clock)
    for _ in range(100):
        refreshes.grant("abc")

    assert refreshes.grant("another")


def test_all_stores_have_a_limit_together(clock: Clock) -> None:
    refreshes = Refreshes(clock)

    assert sum(refreshes.grant(f"store{number}") for number in range(1_000)) == IN_ALL


def test_after_a_minute_there_are_more(clock: Clock) -> None:
    refreshes = Refreshes(clock)
    for number in range(1_000):
        refreshes.grant(f"store{number % 3}")
    clock.now += PERIOD - 0.1
    assert not refreshes.grant("store0")
    clock.now += 0.1

    assert refreshes.grant("store0")


def test_made_up_stores_fill_no_memory(clock: Clock) -> None:
    refreshes = Refreshes(clock)
    for number in range(1_000):
        refreshes.grant(f"store{number}")

    assert len(refreshes._counts) == IN_ALL
