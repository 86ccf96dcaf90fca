"""Today's code reads what each release has stored as the release did, and writes what the release can read."""

from typing import Any

import pytest
from tests.support.releases import RELEASES
from tests.support.stored_by_releases import read, stored_by

from storehook.aws.items import deserialize, serialize, whole_or_float
from storehook.aws.run_items import item, run_of
from storehook.queues.message import decode_any, encode


@pytest.fixture(scope="module", params=RELEASES, ids=lambda template: template.parent.name)
def stored(request: pytest.FixtureRequest) -> Any:
    return stored_by(request.param)


@pytest.fixture(scope="module")
def today(stored: Any) -> Any:
    """The stored data, as today's code reads it."""
    return read(stored)


def told(today: Any, then: Any) -> Any:
    """Return today's values without the fields that were unknown then."""
    match today, then:
        case dict(), dict():
            return {name: told(today[name], then[name]) for name in then if name in today}
        case list(), list():
            return [told(*each) for each in zip(today, then, strict=False)] + today[len(then) :]
        case _:
            return today


@pytest.mark.parametrize("part", ["runs", "beside runs", "due", "stores", "records", "audit", "quotas", "messages"])
def test_all_that_a_release_has_stored_says_today_what_it_said_then(stored: Any, today: Any, part: str) -> None:
    assert stored["read"][part]
    assert told(today[part], stored["read"][part]) == stored["read"][part]


def test_a_run_that_a_release_has_stored_is_stored_again_as_the_release_would(stored: Any) -> None:
    """Whoever goes back to the release finds what it can read."""
    for row in stored["tables"]["Runs"]:
        if "state" in row:
            kept = float(row["expires_at"]["N"]) - float(row["updated_at"]["N"]) if "expires_at" in row else 0.0
            again = serialize(item(run_of(deserialize(row, whole_or_float)), kept))
            assert {name: again.get(name) for name in row} == row


def test_a_message_that_a_release_has_sent_is_sent_again_as_the_release_would(stored: Any) -> None:
    bodies = [
        body for name in ("DefaultQueue", "DefaultDeadLetterQueue", "LongQueue") for body in stored["queues"][name]
    ]

    assert bodies
    assert [encode(decode_any(body)) for body in bodies] == bodies
