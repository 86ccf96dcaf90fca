"""The page of one store: what it holds, its webhooks, the faults of its API and its quota, each with buttons."""

from html.parser import HTMLParser
from typing import Any

import pytest

from bigcommerce_sandbox.engine.families.order_parts import STATUSES
from bigcommerce_sandbox.faults import KINDS

PAGE = "/_sandbox/stores/abc123/page"

PARTS = ("orders", "products", "customers", "webhooks", "faults")


class Tags(HTMLParser):
    """The tags of a page, the texts between them, where its forms and links go, and what its fields hold."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.actions: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.buttons: list[str] = []
        self.fields: dict[tuple[str, str], str] = {}
        self._in: tuple[str, str] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self.ids += [known["id"]] if "id" in known else []
        self._in = (known["form"], known["name"]) if "form" in known else self._in
        match tag:
            case "form":
                assert known["method"] == "post"
                self.actions.append(known["action"])
            case "a":
                self.links.append(known["href"])
            case "button" if "value" in known:
                self.buttons.append(known["value"])
            case "input" if self._in:
                self.fields[self._in] = known["value"]
            case "option" if self._in and "selected" in known:
                self.fields[self._in] = known["value"]

    def handle_data(self, data: str) -> None:
        if self._in and self.lasttag == "textarea" and self._in not in self.fields:
            self.fields[self._in] = data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self._in = None


def shown(api: Any, part: str) -> Tags:
    answer = api.get(f"{PAGE}/{part}", token=None)
    assert answer.status_code == 200, answer.text
    return Tags(answer.text)


def press(api: Any, path: str, back: str, **fields: str) -> None:
    answer = api.post(f"{PAGE}/{path}", token=None, data=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}/{back}"), answer.text


def item(api: Any, kind: str, item_id: int) -> Any:
    return next(item for item in api.sandbox.items("abc123", kind) if item["id"] == item_id)


def test_it_is_linked_from_the_page_of_all_stores(api: Any) -> None:
    assert f'href="{PAGE}"' in api.get("/_sandbox/", token=None).text


def test_it_begins_with_the_orders(api: Any) -> None:
    assert api.get(PAGE, token=None).headers["location"] == f"{PAGE}/orders"


@pytest.mark.parametrize("part", PARTS)
def test_each_part_links_to_every_other_and_to_all_stores(api: Any, part: str) -> None:
    links = {"/_sandbox/", *(f"{PAGE}/{each}" for each in PARTS)}

    assert links <= {*shown(api, part).links}


@pytest.mark.parametrize(
    ("part", "forms"),
    [
        ("orders", {"new-order", "orders/100", "orders/101", "orders/102"}),
        ("products", {"products/77", "products/78", "products/79"}),
        ("customers", {"customers/11", "customers/12"}),
        ("webhooks", set()),
        ("faults", {"faults", "no-faults", "rate"}),
    ],
)
def test_it_has_a_form_for_each_thing(api: Any, part: str, forms: set[str]) -> None:
    assert {action.removeprefix(f"{PAGE}/") for action in shown(api, part).actions} == forms


@pytest.mark.parametrize("part", [*PARTS, ""])
def test_an_unknown_store_has_none(api: Any, part: str) -> None:
    assert api.get(f"/_sandbox/stores/other/page/{part}".rstrip("/"), token=None).status_code == 404


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_there_are_no_other_parts(api: Any, method: str) -> None:
    path = "brands" if method == "GET" else "brands/1"

    assert api.call(method, f"{PAGE}/{path}", token=None).status_code == 404


def test_a_new_order_is_added_and_announced(api: Any) -> None:
    api.add_hook("store/order/created")

    press(api, "new-order", back="orders")

    assert 103 in api.sandbox.store("abc123").items.all("orders")
    assert len(api.sandbox.deliveries("abc123")) == 1


@pytest.mark.parametrize(
    ("kind", "item_id", "fields", "kept"),
    [
        (
            "orders",
            100,
            {"status_id": "2", "customer_message": "Ring"},
            {"status": STATUSES[2], "customer_message": "Ring"},
        ),
        (
            "products",
            77,
            {"name": "7", "price": "9.5", "inventory_level": "3"},
            {"name": "7", "price": 9.5, "inventory_level": 3},
        ),
        ("customers", 11, {"first_name": "1", "email": "m@example.com"}, {"first_name": "1", "email": "m@example.com"}),
    ],
)
def test_what_is_edited_is_kept_and_announced(
    api: Any, kind: str, item_id: int, fields: dict[str, str], kept: dict[str, object]
) -> None:
    api.add_hook(f"store/{kind.removesuffix('s')}/updated")

    press(api, f"{kind}/{item_id}", back=kind, **fields)

    assert kept.items() <= item(api, kind, item_id).items()
    assert len(api.sandbox.deliveries("abc123")) == 1


@pytest.mark.parametrize(("kind", "item_id"), [("orders", 101), ("products", 77), ("customers", 11)])
def test_a_form_that_is_sent_as_it_was_shown_changes_nothing(api: Any, kind: str, item_id: int) -> None:
    api.put("/_sandbox/stores/abc123/orders/101", json={"customer_message": "\nTwo\nlines"})
    before = item(api, kind, item_id)
    fields = {name: text for (form, name), text in shown(api, kind).fields.items() if form == f"edit-{kind}-{item_id}"}

    press(api, f"{kind}/{item_id}", back=kind, **{name: text.replace("\n", "\r\n") for name, text in fields.items()})

    assert len(fields) > 1
    assert item(api, kind, item_id) | {"date_modified": ""} == before | {"date_modified": ""}


def test_stock_that_is_tracked_is_announced_when_it_is_edited(api: Any) -> None:
    api.add_hook("store/product/inventory/updated")
    press(api, "products/77", back="products", inventory_tracking="product")

    press(api, "products/77", back="products", inventory_level="3")

    assert len(api.sandbox.deliveries("abc123")) == 1


def test_the_newest_come_first_twenty_on_a_page(api: Any) -> None:
    api.post("/_sandbox/stores/abc123/fill", json={"products": 18})

    first, second = shown(api, "products"), shown(api, "products?page=2")

    assert [each for each in first.ids if each.startswith("products-")] == [
        f"products-{at}" for at in range(97, 77, -1)
    ]
    assert [each for each in second.ids if each.startswith("products-")] == ["products-77"]
    assert f"{PAGE}/products?page=2" in first.links
    assert f"{PAGE}/products?page=1" in second.links
    assert f"{PAGE}/products?page=3" not in second.links


def test_an_archived_order_is_not_shown(api: Any) -> None:
    api.call("DELETE", "/stores/abc123/v2/orders/100")

    assert "orders-100" not in shown(api, "orders").ids


def test_a_delivery_is_shown_with_its_state_its_attempts_and_its_hook(api: Any, receiver: Any) -> None:
    receiver.answers = [500]
    api.add_hook("store/order/created")
    press(api, "new-order", back="orders")
    api.settle()

    text, tags = api.get(f"{PAGE}/webhooks", token=None).text, shown(api, "webhooks")

    assert "delivery-0" in tags.ids
    assert "#hook-1" in tags.links
    assert "delivered" in text
    assert "2, last: HTTP status 200" in text
    assert "HTTP status 500</li>" in text


@pytest.mark.parametrize(
    ("how", "status"), [({}, "inactive"), ({"by_platform": True}, "deactivated")], ids=["inactive", "deactivated"]
)
def test_a_hook_is_shown_with_its_status_and_without_its_headers(api: Any, how: dict[str, Any], status: str) -> None:
    hook = api.add_hook("store/order/created", headers={"x-key": "canary"})
    api.post("/_sandbox/stores/abc123/hooks/deactivate", json={"hook_id": hook["id"], **how})

    text = api.get(f"{PAGE}/webhooks", token=None).text

    assert f"<div>{status}</div>" in text
    assert "canary" not in text


def test_each_kind_of_fault_has_a_button(api: Any) -> None:
    assert shown(api, "faults").buttons == [*KINDS]


def test_answers_are_spoilt_until_all_are_to_go_well(api: Any) -> None:
    press(api, "faults", back="faults", kind="503", times="2")
    assert "2 x 503" in api.get(f"{PAGE}/faults", token=None).text
    assert api.get("/stores/abc123/v2/orders").status_code == 503

    press(api, "no-faults", back="faults")

    assert api.get("/stores/abc123/v2/orders").status_code == 200


def test_the_quota_is_set(api: Any) -> None:
    press(api, "rate", back="faults", quota="1", window_seconds="60")

    assert api.get("/stores/abc123/v2/orders").headers["x-rate-limit-requests-quota"] == "1"


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("faults", {"kind": "none"}),
        ("faults", {"kind": "500", "times": "many"}),
        ("rate", {"quota": "0"}),
        ("rate", {"quota": "9" * 5000}),
        ("orders/100", {"status_id": "99"}),
        ("orders/100", {"total_tax": "1"}),
        ("orders/one", {"status_id": "2"}),
        ("products/77", {"price": "much"}),
        ("products/77", {"price": "1e999"}),
        ("products/77", {"inventory_level": "1.5"}),
        ("products/77", {"inventory_tracking": "me"}),
        ("customers/13", {"email": "a@example.com"}),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(api: Any, path: str, fields: dict[str, str]) -> None:
    before = [api.get(f"{PAGE}/{part}", token=None).text for part in PARTS]

    assert 400 <= api.post(f"{PAGE}/{path}", token=None, data=fields).status_code < 500

    assert [api.get(f"{PAGE}/{part}", token=None).text for part in PARTS] == before


@pytest.mark.parametrize(
    ("path", "fields", "why"),
    [
        (f"{PAGE}/products/77", {"name": "Linen apron"}, "Another of the products has the same name."),
        (f"{PAGE}/products/77", {"<i>": "x"}, "&lt;i&gt;: "),
        (f"{PAGE}/faults", {"kind": "none"}, "kind: Must be one of"),
        ("/_sandbox/new-store", {"store_hash": "abc123"}, "There is a store abc123 already."),
    ],
)
def test_a_refusal_is_a_page_that_says_why(api: Any, path: str, fields: dict[str, str], why: str) -> None:
    answer = api.post(path, token=None, data=fields)

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert why in answer.text


@pytest.mark.parametrize("part", PARTS)
def test_what_comes_from_outside_is_escaped_and_there_are_no_scripts_and_no_secrets(api: Any, part: str) -> None:
    hostile = "</textarea><script>alert(1)</script><img src=x>\"'>"
    api.put("/_sandbox/stores/abc123/orders/100", json={"customer_message": hostile})
    api.sandbox.write("abc123", "customers", 11, {"last_name": hostile})
    api.sandbox.write("abc123", "products", 77, {"name": hostile, "sku": hostile})
    api.add_hook("store/order/*", destination="https://receiver.test/'><script>x</script>")

    answer = api.get(f"{PAGE}/{part}", token=None)

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
