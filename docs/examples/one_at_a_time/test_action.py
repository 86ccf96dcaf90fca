"""The second run waits until the first has ended, retries included."""

from typing import Any

from docs.examples.one_at_a_time.action import make_folder

from storehook.testing import ActionEnvironment


def test_the_next_run_starts_when_the_first_has_ended(event: dict[str, Any], output: list[str]) -> None:
    environment = ActionEnvironment(actions=(make_folder,))

    (first,) = environment.send("store/customer/created", **event)
    (second,) = environment.send("store/customer/updated", **event)
    assert [repr(first), repr(second)] == output

    environment.advance(minutes=1)
    assert (first.state, second.attempts) == ("completed", 1)
