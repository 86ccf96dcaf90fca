"""The doctor answers questions that BigCommerce's documents leave open, and leaves nothing behind."""

from collections.abc import Mapping
from contextlib import closing
from typing import Any

import pytest

from storehook_cli.doctor.open_questions import HOST, TrialResult, answers
from storehook_cli.doctor.store_api import StoreApiAnswer
from storehook_cli.errors import CommandError


class Store:
    """A store's hooks; another app's are among them."""

    def __init__(self) -> None:
        self.hooks: dict[int, dict[str, Any]] = {7: {"id": 7, "destination": "https://shop.example.com/hooks"}}
        self.breaks_at: str = ""
        self.listed = 200

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None) -> StoreApiAnswer:
        if self.breaks_at and self.breaks_at in f"{method} {body}":
            raise CommandError("BigCommerce cannot be reached")
        match method:
            case "GET":
                first = "page=1" in path or "page" not in path
                data = list(self.hooks.values()) if first else []
                return StoreApiAnswer(self.listed, {"data": data, "meta": {"pagination": {"per_page": 50}}})
            case "POST":
                assert body
                if any(
                    (each["destination"], each.get("scope")) == (body["destination"], body["scope"])
                    for each in self.hooks.values()
                ):
                    return StoreApiAnswer(409, {"title": "Conflict"})
                number = max(self.hooks) + 1
                self.hooks[number] = {"id": number, "is_active": True, **body}
                return StoreApiAnswer(200, {"data": self.hooks[number]})
            case "DELETE":
                self.hooks.pop(int(path.rpartition("/")[2]), None)
                return StoreApiAnswer(200, {})
            case _:
                return StoreApiAnswer(422, {"title": "Update webhook request should not be empty"})


def test_each_question_has_an_answer_and_only_the_others_hooks_stay() -> None:
    store = Store()

    found = {each.question: each.answer for each in answers(store.ask)}

    assert found["the same webhook again"] == "409 Conflict"
    assert found["webhooks on a page of GET /hooks by default"] == "50"
    assert found["is_active if it was left out"] == "True"
    assert found["an empty PUT"] == "422 Update webhook request should not be empty"
    assert (found["webhooks left"], list(store.hooks)) == ("0", [7])


def test_nothing_stays_behind_where_it_breaks_off() -> None:
    store = Store()
    store.breaks_at = "PUT"

    with pytest.raises(CommandError, match="cannot be reached"):
        list(answers(store.ask))

    assert list(store.hooks) == [7]


def test_nothing_stays_behind_where_it_is_stopped() -> None:
    store = Store()
    with closing(answers(store.ask)) as trial:
        while next(trial).question != "a new webhook":
            assert HOST not in str(store.hooks)
        assert HOST in str(store.hooks)

    assert list(store.hooks) == [7]


def test_what_an_earlier_one_that_was_killed_has_left_is_deleted() -> None:
    store = Store()
    store.hooks[8] = {"id": 8, "destination": f"https://{HOST}/earlier", "scope": "s"}

    list(answers(store.ask))

    assert list(store.hooks) == [7]


def test_that_it_cannot_be_told_whether_any_is_left_is_an_error() -> None:
    store = Store()
    store.listed = 503

    with pytest.raises(CommandError, match=f"Webhooks to {HOST} may be left"):
        list(answers(store.ask))


def test_a_store_that_refuses_everything_is_told_as_it_is() -> None:
    def refusing(method: str, _path: str, _body: Mapping[str, Any] | None) -> StoreApiAnswer:
        return StoreApiAnswer(200, {"data": []}) if method == "GET" else StoreApiAnswer(403, {"title": "Forbidden"})

    found = list(answers(refusing))

    assert TrialResult("a new webhook", "403 Forbidden") in found
    assert TrialResult("webhooks on a page of GET /hooks by default", "not stated (200)") in found
