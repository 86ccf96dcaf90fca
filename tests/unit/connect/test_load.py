"""A merchant opens the app: the page shows how the store's webhooks are."""

from collections.abc import Callable
from typing import Any

from tests.support.connect_function import World, answer, ask, with_jwt
from tests.support.jwts import Event, make_jwt
from tests.support.signed_deliveries import STORE

from storehook.registration.record import RegisteredWebhook, Registration
from storehook.stores.store import Store

type Load = Callable[[str], Event]

ELSEWHERE = "another1store"
ESCAPED_NAME = "Zoë&#x27;s &lt;Shop&gt; &amp; Co"


def registered(**fields: Any) -> Registration:
    hook = RegisteredWebhook(1, "store/order/*", "https://hooks.example.com/webhooks/x", active=True, since=1)
    off = RegisteredWebhook(2, "store/sku/*", "https://hooks.example.com/webhooks/x", active=False, since=1)
    return Registration(**{"webhooks": (hook, off), "reconciled_at": 1_786_447_831.0, "outcome": "reconciled"} | fields)


def test_the_app_shows_how_the_stores_webhooks_are(load_event: Load, world: World) -> None:
    world.connected()
    world.registrations.save(STORE, registered(missing=("store/cart/*",)))

    page = answer(with_jwt(load_event("connect.load"), make_jwt()))

    assert page["statusCode"] == 200
    for text in (ESCAPED_NAME, "State: missing 1.", "Last checked: 11 August 2026, 11:30 UTC."):
        assert text in page["body"]
    for scope, how in (("store/order/*", "active"), ("store/sku/*", "inactive"), ("store/cart/*", "missing")):
        assert f'<th scope="row">{scope}</th><td>{how}</td>' in page["body"]


def test_a_store_that_was_never_reconciled_says_so(world: World) -> None:
    world.connected()

    body = answer(ask("/load", signed_payload_jwt=make_jwt()))["body"]

    assert "State: not reconciled yet." in body
    assert "Last checked: not yet." in body
    assert "<table" not in body


def test_a_paused_store_says_so(world: World) -> None:
    world.connected(status="paused", reason="canary reason")

    body = answer(ask("/load", signed_payload_jwt=make_jwt()))["body"]

    assert "paused" in body
    assert "canary" not in body


def test_a_store_sees_its_own_webhooks_only(world: World) -> None:
    world.connected()
    world.stores.save(Store(ELSEWHERE, name="Secret competitor"), "another token")
    world.registrations.save(ELSEWHERE, registered())

    body = answer(ask("/load", signed_payload_jwt=make_jwt()))["body"]

    assert "competitor" not in body
    assert "store/order" not in body


def test_opening_changes_nothing(world: World) -> None:
    world.connected()
    before = world.rows()

    answer(ask("/load", signed_payload_jwt=make_jwt()))

    assert world.rows() == before
