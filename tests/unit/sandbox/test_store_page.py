"""The page of one store: its orders, the faults of its API and its quota, each with buttons."""

from html.parser import HTMLParser
from typing import Any

import pytest

from storehook_sandbox.resources.families.order_statuses import STATUSES

PAGE = "/_sandbox/stores/abc123/page"


class Tags(HTMLParser):
    """The tags of a page, the texts between them, and where its forms go."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.actions: list[str | None] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "form":
            assert dict(attrs)["method"] == "post"
            self.actions.append(dict(attrs)["action"])


def press(api: Any, path: str, **fields: str) -> Any:
    answer = api.post(f"{PAGE}/{path}", token=None, data=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE), answer.text
    return answer


def test_it_is_linked_from_the_page_of_all_stores(api: Any) -> None:
    assert f'href="{PAGE}"' in api.get("/_sandbox/", token=None).text


def test_it_has_a_button_for_each_thing(api: Any) -> None:
    answer = api.get(PAGE, token=None)

    found = {str(action).removeprefix(f"{PAGE}/") for action in Tags(answer.text).actions}
    assert answer.status_code == 200
    assert found == {"new-order", "orders/100", "orders/101", "orders/102", "faults", "no-faults", "rate"}


def test_an_unknown_store_has_none(api: Any) -> None:
    assert api.get("/_sandbox/stores/other/page", token=None).status_code == 404


def test_a_new_order_is_added_and_announced(api: Any) -> None:
    api.add_hook("store/order/created")

    press(api, "new-order")

    assert 103 in api.sandbox.store("abc123").items.all("orders")


def test_an_order_gets_another_status(api: Any) -> None:
    press(api, "orders/100", status_id="2")

    assert api.sandbox.store("abc123").items.all("orders")[100]["status"] == STATUSES[2]


def test_answers_are_spoilt_until_all_are_to_go_well(api: Any) -> None:
    press(api, "faults", kind="503", times="2")
    assert "2 x 503" in api.get(PAGE, token=None).text
    assert api.get("/stores/abc123/v2/orders").status_code == 503

    press(api, "no-faults")

    assert api.get("/stores/abc123/v2/orders").status_code == 200


def test_the_quota_is_set(api: Any) -> None:
    press(api, "rate", quota="1", window_seconds="60")

    assert api.get("/stores/abc123/v2/orders").headers["x-rate-limit-requests-quota"] == "1"


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("faults", {"kind": "none"}),
        ("faults", {"kind": "500", "times": "many"}),
        ("rate", {"quota": "0"}),
        ("rate", {"quota": "9" * 5000}),
        ("orders/100", {"status_id": "99"}),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(api: Any, path: str, fields: dict[str, str]) -> None:
    before = api.get(PAGE, token=None).text

    assert 400 <= api.post(f"{PAGE}/{path}", token=None, data=fields).status_code < 500

    assert api.get(PAGE, token=None).text == before


def test_what_comes_from_outside_is_escaped_and_there_are_no_scripts_and_no_secrets(api: Any) -> None:
    api.put("/_sandbox/stores/abc123/orders/100", json={"customer_message": "<script>alert(1)</script><img src=x>"})

    answer = api.get(PAGE, token=None)

    assert Tags(answer.text).tags & {"script", "img"} == set()
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "canary" not in answer.text


def test_a_store_is_added_with_credentials_that_are_not_told(api: Any) -> None:
    answer = api.post("/_sandbox/new-store", token=None, data={"store_hash": "second"})

    assert answer.status_code == 303
    assert api.sandbox.store("second").store.access_token
    assert api.sandbox.store("second").store.access_token not in api.get("/_sandbox/", token=None).text


@pytest.mark.parametrize(("store_hash", "status"), [("abc123", 409), ("../x", 422), ("", 422)])
def test_a_store_needs_a_hash_of_its_own(api: Any, store_hash: str, status: int) -> None:
    assert api.post("/_sandbox/new-store", token=None, data={"store_hash": store_hash}).status_code == status
