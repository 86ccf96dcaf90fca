"""What happens in a store, seen from outside, so that each function makes each of its calls."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import boto3
from tests.chaos.scene import Scene
from tests.support.deployed import Delivery
from tests.support.merchants import stores_of

from storehook.registration.hook import EXCEPTIONS
from storehook.runs.run import Run
from storehook.stores.store import Store
from storehook_cli.stack.deployment import Deployment

OTHERS = "https://erp.example.com/hooks"


@dataclass(frozen=True)
class Story:
    """A story.

    Args:
        tell: lets it happen.
        about: the functions whose calls it is about.
        given: what has happened before, when nothing fails.
        is_for_all: whether it comes to every store: such stories are for themselves.
    """

    tell: Callable[[Scene], None]
    about: tuple[str, ...]
    given: Callable[[Scene], None] = lambda _: None
    is_for_all: bool = False


def completes(scene: Scene) -> None:
    """An event comes, and its action does its work; then it comes again."""
    delivery = scene.deliver("store/cart/created", {"type": "cart", "id": "1"})
    scene.expect("work", "completed")
    scene.settle()
    scene.send(delivery)
    scene.settle()


def retries(scene: Scene) -> None:
    """An action fails, and does its work the second time."""
    scene.deliver("store/cart/created", {"type": "cart", "id": "1", "fails": "once"})
    scene.expect("work", "completed")
    scene.settle()


def fails(scene: Scene) -> None:
    """An action fails for good."""
    scene.deliver("store/cart/created", {"type": "cart", "id": "1", "fails": "until mended"})
    scene.expect("work", "failed")
    scene.settle()


def is_unreadable(scene: Scene) -> None:
    """A genuine delivery comes that nobody can read."""
    body = b'{"producer": "stores/%s"}' % scene.store_hash.encode()
    scene.send(Delivery(body, secret=scene.deployed.info.client_secret, store_hash=scene.store_hash))
    scene.expect("(unreadable)", "failed")
    scene.settle()


def ignores(scene: Scene) -> None:
    """An event comes that no action wants."""
    scene.deliver("store/cart/converted", {"type": "cart", "id": "1"})
    scene.expect("(none)", "ignored")
    scene.settle()


def splits(scene: Scene) -> None:
    """Two actions want an event, in two lanes."""
    scene.deliver("store/cart/updated", {"type": "cart", "id": "1"})
    scene.expect("work_beside", "completed")
    scene.expect("work_long", "completed")
    scene.settle()


def asks(scene: Scene) -> None:
    """An action asks for others: now, in another lane, and later by a key."""
    asks_for_later(scene)
    scene.settle()


def asks_for_later(scene: Scene) -> None:
    """The same, and nobody waits for it."""
    scene.deliver("store/cart/abandoned", {"type": "cart", "id": "1", "delay": 5})
    scene.expect("ask", "completed")
    scene.expect("asked", "completed", 3)
    scene.wait(lambda: len(scene.runs()) == 4, "for the runs that were asked for")


def wakes(scene: Scene) -> None:
    """A run is due, of which the timer alone knows."""
    scene.turn()


def coalesces(scene: Scene) -> None:
    """An event is taken into a window, which then runs."""
    scene.deliver("store/cart/deleted", {"type": "cart", "id": "1"})
    scene.expect("gather", "coalesced")
    scene.settle()


def takes_turns(scene: Scene) -> None:
    """Two events of one resource come, whose runs go one at a time."""
    for _ in range(2):
        scene.deliver("store/cart/couponApplied", {"type": "cart", "id": "1"})
    scene.expect("take_turns", "completed", 2)
    scene.settle()


def keeps(scene: Scene) -> None:
    """An order is read, kept as a record, and written back to."""
    scene.deliver("store/order/updated", {"type": "order", "id": 100})
    scene.expect("keep", "completed")
    scene.settle()


def uses_secret(scene: Scene) -> None:
    """An action uses a secret of its author's."""
    scene.deliver("store/subscriber/created", {"type": "subscriber", "id": 1})
    scene.expect("use_secret", "completed")
    scene.settle()


def has_own_account(scene: Scene) -> None:
    """An event comes that a store-level account has signed."""
    scene.deliver("store/cart/created", {"type": "cart", "id": "1"}, secret=scene.merchant.account.client_secret)
    scene.expect("work", "completed")
    scene.settle()


def tells_of_exceptions(scene: Scene) -> None:
    """BigCommerce tells that it could not deliver."""
    scene.deliver(EXCEPTIONS, {"type": "webhook", "error_code": 90002, "message": "no"}, path="exceptions")
    scene.expect("(none)", "ignored")
    scene.settle()
    scene.registered()


def installs(scene: Scene) -> None:
    """A merchant installs the app."""
    scene.visit(scene.deployed.stack.sandbox.install_url(scene.store_hash))
    scene.registered()


def opens(scene: Scene) -> None:
    """A merchant opens the app, and takes it away from a user."""
    scene.visit(scene.deployed.stack.sandbox.open_url(scene.store_hash))
    scene.deployed.stack.sandbox.remove_user(scene.store_hash)  # told once, whatever is answered; nothing is kept


def uninstalls(scene: Scene) -> None:
    """A merchant uninstalls the app. BigCommerce tells so once; if that is lost, the next reconcile notices."""
    scene.checks.clear()  # with an app, BigCommerce takes away all its webhooks, those of its other copies too
    if scene.deployed.stack.sandbox.uninstall(scene.store_hash) != 200:
        scene.wait(lambda: scene.invoke("Reconciler", task(scene)), "for the schedule")
    scene.wait(lambda: scene.merchant.row()["status"]["S"] != "active", "until it is not active")


def task(scene: Scene) -> dict[str, object]:
    """What the schedule comes to, for one store."""
    return {"kind": "reconcile", "store_hash": scene.store_hash, "why": "schedule"}


def fans_out(scene: Scene) -> None:
    """The schedule comes to every store. What one store's reconcile calls is no part of this."""
    witness = Scene(scene.deployed, scene.faults, scene.store_hash.replace("crash", "witness"))
    is_connected(witness)
    scene.wait(lambda: scene.invoke("Reconciler", {"kind": "reconcile-all", "why": "schedule"}), "for the schedule")
    witness.registered()
    # The next one shall not have to come to it.
    stores_of(scene.deployed).save(Store(witness.store_hash, status="uninstalled"))


def registers(scene: Scene) -> None:
    """An operator has a store's webhooks put right, after a look at what would be done."""
    path = f"stores/{scene.store_hash}/reconcile"
    scene.operate(path, dry_run=True)
    scene.wait(lambda: scene.operate(path)["outcome"] == "reconciled", "for the console to say that it is done")
    scene.registered()


def catches_up(scene: Scene) -> None:
    """An operator has fetched what a store has not delivered."""
    since = time.time() - 3600
    scene.operate(f"stores/{scene.store_hash}/catch-up", since=since, dry_run=True)
    scene.operate(f"stores/{scene.store_hash}/catch-up", since=since)
    scene.expect("look_up", "completed", 2)
    scene.settle()


def pauses(scene: Scene) -> None:
    """An operator pauses a store, and resumes it: the timer lets go on what was held."""
    scene.operate(f"stores/{scene.store_hash}/pause", reason="a test")
    scene.deliver("store/cart/created", {"type": "cart", "id": "1"})
    scene.wait(lambda: "held" in [run.state for run in scene.runs()], "until the run is held")
    scene.operate(f"stores/{scene.store_hash}/resume")
    scene.expect("work", "completed")
    scene.turn()


def repairs(scene: Scene) -> None:
    """An operator has a failed run tried again, once its cause is mended."""
    scene.mend()
    scene.operate("retry", runs=[named(run) for run in scene.runs()])
    scene.ends.clear()
    scene.expect("work", "completed")
    scene.settle()


def cancels(scene: Scene) -> None:
    """An operator cancels a run that waits for a year."""
    scene.operate("cancel", runs=[named(run) for run in scene.runs() if run.state == "scheduled"])
    scene.expect("asked", "cancelled")
    scene.settle()


def looks(scene: Scene) -> None:
    """An operator looks at everything."""
    (run,) = scene.runs()
    for path in ("summary", "failures", "stores", f"stores/{scene.store_hash}", "actions", "pauses", "audit", "models"):
        scene.look(path)
    scene.look("runs", store=scene.store_hash)
    for path in ("run", "run/log"):
        scene.look(path, store=scene.store_hash, event=run.key.event_id, action=run.key.action)


def waits_for_a_year(scene: Scene) -> None:
    """A run waits for a year."""
    scene.deliver("store/cart/abandoned", {"type": "cart", "id": "1", "delay": 365 * 24 * 3600})
    scene.expect("ask", "completed")
    scene.expect("asked", "completed", 2)
    ended = [("ask", "completed"), ("asked", "completed"), ("asked", "completed"), ("asked", "scheduled")]
    scene.wait(lambda: sorted((run.key.action, run.state) for run in scene.runs()) == ended, "for the runs")


def is_at_work(scene: Scene) -> None:
    """The store is known, and a run has completed."""
    is_connected(scene)
    completes(scene)


def is_connected(scene: Scene) -> None:
    """The store is known, and has no webhooks of ours."""
    stores_of(scene.deployed).save(Store(scene.store_hash), scene.merchant.account.access_token)


def has_account(scene: Scene) -> None:
    """The store is known by an API account of its own."""
    account = scene.merchant.account
    stores_of(scene.deployed).save(
        Store(scene.store_hash, account="store"), account.access_token, account.client_secret
    )


def has_secret(scene: Scene) -> None:
    """A secret is kept by the store's name."""
    info, session = scene.deployed.info, boto3.Session("test", "test", region_name=scene.deployed.info.region)
    deployment = Deployment(info.outputs, session, info.aws_endpoint_url, info.client_secret, info.stack_name)
    deployment.secrets().put(scene.store_hash, "a secret")


def is_new(scene: Scene) -> None:
    """The store is not known, and somebody else has webhooks in it."""
    sandbox, demo, merchant = scene.deployed.stack.sandbox, scene.deployed.stack.demo, scene.merchant
    hook = {"client_id": demo.client_id, "scope": "store/order/*", "destination": OTHERS, "headers": {"x-erp": "1"}}
    sandbox.tamper(scene.store_hash, "insert", **hook)
    others = merchant.others()
    scene.checks.append(lambda: [] if merchant.others() == others else ["others' webhooks are not as they were"])


def is_installed(scene: Scene) -> None:
    """The app is installed."""
    is_new(scene)
    installs(scene)


def is_amiss(scene: Scene) -> None:
    """The app is installed, and its webhooks are not as they must be."""
    is_installed(scene)
    first, second, third = scene.merchant.ours()[:3]
    sandbox = scene.deployed.stack.sandbox
    sandbox.tamper(scene.store_hash, "delete", hook_id=first.id)
    sandbox.tamper(scene.store_hash, "deactivate", hook_id=second.id)
    sandbox.tamper(scene.store_hash, "duplicate", hook_id=third.id)


def has_missed_products(scene: Scene) -> None:
    """Two products have changed, and nobody was told. No action writes to them: that would be one more to miss."""
    is_connected(scene)
    for product in (77, 78):
        scene.deployed.stack.sandbox.update_product(scene.store_hash, product, name=f"Changed {product}")


def named(run: Run) -> dict[str, object]:
    """A run, as the console is asked about it."""
    return {"store_hash": run.key.store_hash, "event_id": run.key.event_id, "action": run.key.action}


EVENT = ("ingest", "default-consumer")
CONSUMER = ("default-consumer",)
CALLBACK = ("connect", "reconciler")
OPERATOR = ("console", "reconciler")

STORIES = {
    "the schedule comes": Story(fans_out, ("reconciler",), is_for_all=True),
    "an event completes": Story(completes, EVENT),
    "an event is retried": Story(retries, CONSUMER),
    "an event fails": Story(fails, CONSUMER),
    "an event is unreadable": Story(is_unreadable, CONSUMER),
    "an event is ignored": Story(ignores, CONSUMER),
    "an event is split": Story(splits, (*CONSUMER, "long-consumer")),
    "an action enqueues": Story(asks, CONSUMER),
    "an event is coalesced": Story(coalesces, CONSUMER),
    "events take turns": Story(takes_turns, CONSUMER),
    "an order is kept": Story(keeps, CONSUMER, is_connected),
    "a secret is used": Story(uses_secret, CONSUMER, has_secret),
    "an own account's event": Story(has_own_account, ("ingest",), has_account),
    "a delivery exception": Story(tells_of_exceptions, ("ingest", "reconciler"), is_connected),
    "the timer wakes": Story(wakes, ("timer", *CONSUMER), asks_for_later),
    "the app is installed": Story(installs, CALLBACK, is_new),
    "the app is opened": Story(opens, CALLBACK, is_installed),
    "the app is uninstalled": Story(uninstalls, CALLBACK, is_installed),
    "webhooks are registered": Story(registers, OPERATOR, is_amiss),
    "products are caught up": Story(catches_up, OPERATOR, has_missed_products),
    "a store is paused": Story(pauses, ("console", *CONSUMER, "timer"), is_connected),
    "a run is retried": Story(repairs, ("console",), fails),
    "a run is cancelled": Story(cancels, ("console",), waits_for_a_year),
    "the console is read": Story(looks, ("console",), is_at_work),
}
"""In the order in which the report has them."""
