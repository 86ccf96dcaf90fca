"""The right webhooks exist at every store, without anyone asking."""

import time
from pathlib import Path
from typing import Any

import pytest
from tests.support.deployed import Deployed, until
from tests.support.merchants import Merchant, new_merchant

from storehook.registration.report import RETRY_DELAY
from storehook_cli.errors import CommandError

ELSEWHERE = "https://elsewhere.example.com/"

ACTION = '''"""Watch carts."""

from storehook import Context, Params, action


@action(webhooks=["store/cart/converted"])
def watch_carts(params: Params, ctx: Context) -> None:
    ctx.logger.info("converted")
'''


@pytest.fixture(scope="module")
def shop(deployed: Deployed) -> Merchant:
    """A store with hooks of others in it."""
    merchant = new_merchant(deployed)
    sandbox, demo = deployed.stack.sandbox, deployed.stack.demo
    sandbox.tamper(
        merchant.store_hash,
        "insert",
        client_id=demo.client_id,
        scope="store/order/*",
        destination="https://erp.example.com/hooks",
        headers={"x-erp": "1"},
    )
    own_url = deployed.url(merchant.store_hash)
    sandbox.tamper(
        merchant.store_hash, "insert", client_id="another-app", scope="store/order/updated", destination=own_url
    )
    return merchant


@pytest.fixture(scope="module")
def others(shop: Merchant) -> list[dict[str, Any]]:
    """The hooks of others, as they were before the app came."""
    return shop.others()


@pytest.fixture(scope="module")
def merchant(shop: Merchant, others: list[dict[str, Any]]) -> Merchant:
    """The same store, and the app freshly installed."""
    shop.install()
    shop.registered()
    return shop


def action_file(deployed: Deployed) -> Path:
    return deployed.stack.project / "functions" / "worker" / "actions" / "watch_carts.py"


def test_an_install_in_the_browser_registers_what_the_actions_want(deployed: Deployed, merchant: Merchant) -> None:
    assert {"store/order/created", "store/order/updated", "store/shipment/*", "store/hook/deliveryException"} <= {
        *merchant.scopes()
    }
    assert "store/shipment/created" not in merchant.scopes()  # the wildcard delivers it
    assert len(merchant.scopes()) == len(set(merchant.scopes()))


def test_an_install_leaves_the_hooks_of_others_as_they_were(merchant: Merchant, others: list[dict[str, Any]]) -> None:
    assert len(others) == 2
    assert merchant.others() == others


def test_the_store_record_shows_each_registered_webhook(merchant: Merchant) -> None:
    def shown() -> bool:
        recorded = {(each.id, each.scope, each.destination, each.active) for each in merchant.registration().webhooks}
        return recorded == {(hook.id, hook.scope, hook.destination, True) for hook in merchant.ours()}

    until(shown)  # a pass writes the record once it has done what there was to do
    # A later pass can wait for the store's quota on a busy machine. It is then repeated after RETRY_DELAY.
    until(lambda: merchant.registration().health(time.time()) == "all registered", RETRY_DELAY + 60)
    assert merchant.registration().missing == ()


def test_every_webhook_carries_the_stacks_key(merchant: Merchant) -> None:
    keys = {(hook.headers or {}).get("x-storehook-key") for hook in merchant.ours()}

    assert len(keys) == 1
    assert all(key and len(key) == 64 for key in keys)


def test_an_action_that_comes_and_goes_takes_its_webhook_with_it_and_touches_nobody_elses(
    deployed: Deployed, merchant: Merchant, others: list[dict[str, Any]]
) -> None:
    scopes = merchant.scopes()

    action_file(deployed).write_text(ACTION)
    deployed.replace_worker()
    until(lambda: "store/cart/converted" in merchant.scopes(), seconds=120)
    assert sorted(merchant.scopes()) == sorted([*scopes, "store/cart/converted"])

    def is_gone() -> bool:
        # The first look finds that no action needs the scope. A later one deletes its webhook.
        deployed.stack.invoke("Reconciler", {"kind": "reconcile", "store_hash": merchant.store_hash})
        return "store/cart/converted" not in merchant.scopes()

    action_file(deployed).unlink()
    deployed.replace_worker()
    until(is_gone, seconds=120)
    assert merchant.scopes() == scopes
    assert merchant.others() == others


def test_a_broken_action_file_changes_no_registration(deployed: Deployed, merchant: Merchant) -> None:
    action_file(deployed).write_text("raise RuntimeError('broken on purpose')\n")
    try:
        before = merchant.hooks()
        with pytest.raises(CommandError, match="broken on purpose"):
            deployed.replace_worker()
        since = merchant.registration().reconciled_at  # the schedule may have reconciled meanwhile
        # The version that did not go live is still the newest.
        answer = deployed.stack.emulator.client("lambda").invoke(
            FunctionName=deployed.info.outputs["Reconciler"], Payload=b'{"kind": "reconcile-all"}'
        )
        assert answer.get("FunctionError")
        assert b"watch_carts.py" in answer["Payload"].read()
        assert merchant.hooks() == before
        assert merchant.registration().reconciled_at == since
    finally:
        action_file(deployed).unlink()
        deployed.replace_worker()


@pytest.mark.parametrize("how", ["delete", "deactivate", "repoint", "duplicate"])
def test_what_a_person_does_to_a_webhook_is_put_right_by_the_next_reconcile(
    deployed: Deployed, merchant: Merchant, how: str
) -> None:
    scopes, others = merchant.scopes(), merchant.others()
    hook = next(each for each in merchant.ours() if each.scope == "store/order/updated")
    changes = {"destination": ELSEWHERE} if how == "repoint" else {}
    deployed.stack.sandbox.tamper(merchant.store_hash, how, hook_id=hook.id, **changes)  # type: ignore[arg-type]

    deployed.stack.invoke("Reconciler", {"kind": "reconcile", "store_hash": merchant.store_hash})

    # Not the first record since: the schedule's pass may have looked before.
    until(lambda: merchant.scopes() == scopes)
    # What was pointed elsewhere is not ours any more.
    moved = [each for each in merchant.others() if each["id"] == hook.id]
    assert [each["destination"] for each in moved] == ([ELSEWHERE] if how == "repoint" else [])
    assert [each for each in merchant.others() if each not in moved] == others
    for each in moved:  # the other tests share this store
        deployed.stack.sandbox.tamper(merchant.store_hash, "delete", hook_id=each["id"])
