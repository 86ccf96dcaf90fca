"""The runs of one event, each as it is stored."""

from tests.support.runs import run
from tests.support.storehook_command import MemoryStack


def test_an_event_has_the_runs_of_its_actions_and_no_others() -> None:
    stack = MemoryStack()
    first, second = run(action="sync_order"), run(action="send_to_erp")
    stack.has_run(first, second, run(1))

    runs = stack.runs().of_event(first.key.store_hash, first.key.event_id)

    assert sorted(runs, key=lambda run: run.key) == sorted([first, second], key=lambda run: run.key)
