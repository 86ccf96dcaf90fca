"""Stories: what happens in a store, seen from outside, so that each function makes each of its calls."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import boto3
from tests.chaos.scene import Scene
from tests.support.deployed import Delivery
from tests.support.merchants import stores_of

from storehook.registration.webhook import EXCEPTIONS
from storehook.runs.run import Run
from storehook.stores.store import Store
from storehook_cli.stack.deployment import Deployment

OTHERS = "https://erp.example.com/hooks"


@dataclass(frozen=True)
class Story:
    """A story.

    Args:
        about: the functions whose calls are points.
        setup: prepares the store, without faults.
        is_for_all: it affects every store, so it is played apart from other stories.
    """

    play: Callable[[Scene], None]
    about: tuple[str, ...]
    setup: Callable[[Scene], None] = lambda _: None
    is_for_all: bool = False


def completes(scene: Scene) -> None:
    """An event arrives and its action does its work. Then the event arrives again."""
    delivery = scene.deliver("store/cart/created", {"type": "cart", "id": "1"})
    scene.expect("work", "completed")
    scene.settle()
    scene.send(delivery)
    scene.settle()


def retries(scene: Scene) -> None:
    """An action fails, and does its work at the second attempt."""
    scene.deliver("store/cart/created", {"type": "cart", "id": "1", "fails": "once"})
    scene.expect("work", "completed")
    scene.settle()


def fails(scene: Scene) -> None:
    """An action fails for good."""
    scene.deliver("store/cart/created", {"type": "cart", "id": "1", "fails": "until fixed"})
    scene.expect("work", "failed")
    scene.settle()


def is_unreadable(scene: Scene) -> None:
    """A genuine delivery arrives that can't be read."""
    body = b'{"producer": "stores/%s"}' % scene.store_hash.encode()
    scene.send(Delivery(body, secret=scene.deployed.info.client_secret, store_hash=scene.store_hash))
    scene.expect("(unreadable)", "failed")
    scene.settle()


def ignores(scene: Scene) -> None:
    """An event arrives that no action subscribes to."""
    scene.deliver("store/cart/converted", {"type": "cart", "id": "1"})
    scene.expect("(none)", "ignored")
    scene.settle()


def splits(scene: Scene) -> None:
    """Two actions subscribe to an event, in two lanes."""
    scene.deliver("store/cart/updated", {"type": "cart", "id": "1"})
    scene.expect("work_too", "completed")
    scene.expect("work_long", "completed")
    scene.settle()


def enqueues(scene: Scene) -> None:
    """An action enqueues three runs: one now, and two later, in both lanes. One of them has a key."""
    enqueues_for_later(scene)
    scene.settle()


def enqueues_for_later(scene: Scene) -> None:
    """An action enqueues the same runs, and the story doesn't wait for them to end."""
    scene.deliver("store/cart/abandoned", {"type": "cart", "id": "1", "delay": 5, "long_delay": 5})
    scene.expect("enqueue", "completed")
    scene.expect("follow_up", "completed", 3)
    scene.wait(lambda: len(scene.runs()) == 4, "for the enqueued runs")


def wakes(scene: Scene) -> None:
    """A run is due, and only the timer knows it."""
    scene.tick()


def coalesces(scene: Scene) -> None:
    """An event joins a window, which then runs."""
    scene.deliver("store/cart/deleted", {"type": "cart", "id": "1"})
    scene.expect("gather", "coalesced")
    scene.settle()


def locks(scene: Scene) -> None:
    """Two events of one resource arrive, and their runs go one at a time."""
    for _ in range(2):
        scene.deliver("store/cart/couponApplied", {"type": "cart", "id": "1"})
    scene.expect("work_in_turn", "completed", 2)
    scene.settle()


def keeps(scene: Scene) -> None:
    """An order is read, stored as a record, and written back."""
    scene.deliver("store/order/updated", {"type": "order", "id": 100})
    scene.expect("keep", "completed")
    scene.settle()


def uses_secret(scene: Scene) -> None:
    """An action uses a secret."""
    scene.deliver("store/subscriber/created", {"type": "subscriber", "id": 1})
    scene.expect("use_secret", "completed")
    scene.settle()


def has_own_account(scene: Scene) -> None:
    """An event arrives that a store-level API account has signed."""
    scene.deliver("store/cart/created", {"type": "cart", "id": "1"}, secret=scene.merchant.account.client_secret)
    scene.expect("work", "completed")
    scene.settle()


def reports_exceptions(scene: Scene) -> None:
    """BigCommerce reports that it could not deliver."""
    scene.deliver(EXCEPTIONS, {"type": "webhook", "error_code": 90002, "message": "no"}, path="exceptions")
    scene.expect("(none)", "ignored")
    scene.settle()
    scene.registered()


def installs(scene: Scene) -> None:
    """A merchant installs the app."""
    scene.visit(scene.deployed.stack.sandbox.install_url(scene.store_hash))
    scene.registered()


def opens(scene: Scene) -> None:
    """A merchant opens the app, and removes a user from it."""
    scene.visit(scene.deployed.stack.sandbox.open_url(scene.store_hash))
    scene.deployed.stack.sandbox.remove_user(scene.store_hash)  # sent once and never repeated; nothing is stored


def uninstalls(scene: Scene) -> None:
    """A merchant uninstalls the app. BigCommerce reports it once. If that is lost, the next reconciliation notices."""
    scene.checks.clear()  # BigCommerce deletes all webhooks of the app, including those of other installations
    if scene.deployed.stack.sandbox.uninstall(scene.store_hash) != 200:
        scene.wait(lambda: scene.invoke("Reconciler", task(scene)), "for the schedule")
    scene.wait(lambda: scene.merchant.row()["status"]["S"] != "active", "until it is not active")


def task(scene: Scene) -> dict[str, object]:
    """Return the task that the schedule creates for one store."""
    return {"kind": "reconcile", "store_hash": scene.store_hash, "why": "schedule"}


def fans_out(scene: Scene) -> None:
    """The schedule runs for every store. The calls of one store's reconciliation are not part of this story."""
    witness = Scene(scene.deployed, scene.faults, scene.store_hash.replace("crash", "witness"))
    is_connected(witness)
    scene.wait(lambda: scene.invoke("Reconciler", {"kind": "reconcile-all", "why": "schedule"}), "for the schedule")
    witness.registered()
    # The next run of the schedule should skip it.
    stores_of(scene.deployed).save(Store(witness.store_hash, status="uninstalled"))


def reconciles(scene: Scene) -> None:
    """An operator reconciles a store's webhooks, after a dry run."""
    path = f"stores/{scene.store_hash}/reconcile"
    scene.operate(path, dry_run=True)
    scene.wait(lambda: scene.operate(path)["outcome"] == "reconciled", "for the console to report success")
    scene.registered()


def catches_up(scene: Scene) -> None:
    """An operator catches up on events that a store has not delivered."""
    since = time.time() - 3600
    scene.operate(f"stores/{scene.store_hash}/catch-up", since=since, dry_run=True)
    scene.operate(f"stores/{scene.store_hash}/catch-up", since=since)
    scene.expect("look_up", "completed", 2)
    scene.settle()


def pauses(scene: Scene) -> None:
    """An operator pauses a store and resumes it. The timer releases the held runs."""
    scene.operate(f"stores/{scene.store_hash}/pause", reason="a test")
    scene.deliver("store/cart/created", {"type": "cart", "id": "1"})
    scene.wait(lambda: "held" in [run.state for run in scene.runs()], "until the run is held")
    scene.operate(f"stores/{scene.store_hash}/resume")
    scene.expect("work", "completed")
    scene.tick()


def repairs(scene: Scene) -> None:
    """An operator retries a failed run after its cause was fixed."""
    scene.fix()
    scene.operate("retry", runs=[named(run) for run in scene.runs()])
    scene.ends.clear()
    scene.expect("work", "completed")
    scene.settle()


def cancels(scene: Scene) -> None:
    """An operator cancels a run that waits for a year."""
    scene.operate("cancel", runs=[named(run) for run in scene.runs() if run.state == "scheduled"])
    scene.expect("follow_up", "cancelled")
    scene.settle()


def looks(scene: Scene) -> None:
    """An operator looks at every view."""
    (run,) = scene.runs()
    for path in ("summary", "failures", "stores", f"stores/{scene.store_hash}", "actions", "pauses", "audit", "models"):
        scene.look(path)
    scene.look("runs", store=scene.store_hash)
    for path in ("run", "run/log"):
        scene.look(path, store=scene.store_hash, event=run.key.event_id, action=run.key.action)


def waits_for_a_year(scene: Scene) -> None:
    """A run waits for a year."""
    scene.deliver("store/cart/abandoned", {"type": "cart", "id": "1", "delay": 365 * 24 * 3600})
    scene.expect("enqueue", "completed")
    scene.expect("follow_up", "completed", 2)
    states = ["completed", "completed", "scheduled"]
    ended = [("enqueue", "completed"), *(("follow_up", state) for state in states)]
    scene.wait(lambda: sorted((run.key.action, run.state) for run in scene.runs()) == ended, "for the runs")


def has_worked(scene: Scene) -> None:
    """The store is known, and a run has completed."""
    is_connected(scene)
    completes(scene)


def is_connected(scene: Scene) -> None:
    """The store is known, and our webhooks are not registered."""
    stores_of(scene.deployed).save(Store(scene.store_hash), scene.merchant.account.access_token)


def has_account(scene: Scene) -> None:
    """The store is known, with a store-level API account."""
    account = scene.merchant.account
    stores_of(scene.deployed).save(
        Store(scene.store_hash, account="store"), account.access_token, account.client_secret
    )


def has_secret(scene: Scene) -> None:
    """A secret is stored under the store's name."""
    info, session = scene.deployed.info, boto3.Session("test", "test", region_name=scene.deployed.info.region)
    deployment = Deployment(info.outputs, session, info.aws_endpoint_url, info.client_secret, info.stack_name)
    deployment.secrets().put(scene.store_hash, "a secret")


def is_new(scene: Scene) -> None:
    """The store is unknown, and another app has webhooks in it."""
    sandbox, demo, merchant = scene.deployed.stack.sandbox, scene.deployed.stack.demo, scene.merchant
    hook = {"client_id": demo.client_id, "scope": "store/order/*", "destination": OTHERS, "headers": {"x-erp": "1"}}
    sandbox.tamper(scene.store_hash, "insert", **hook)
    others = merchant.others()
    scene.checks.append(lambda: [] if merchant.others() == others else ["another app's webhooks have changed"])


def is_installed(scene: Scene) -> None:
    """The app is installed."""
    is_new(scene)
    installs(scene)


def has_wrong_webhooks(scene: Scene) -> None:
    """The app is installed, and its webhooks are wrong."""
    is_installed(scene)
    first, second, third = scene.merchant.ours()[:3]
    sandbox = scene.deployed.stack.sandbox
    sandbox.tamper(scene.store_hash, "delete", hook_id=first.id)
    sandbox.tamper(scene.store_hash, "deactivate", hook_id=second.id)
    sandbox.tamper(scene.store_hash, "duplicate", hook_id=third.id)


def has_missed_products(scene: Scene) -> None:
    """Two products have changed without an event. No action writes to them, which would be one more to miss."""
    is_connected(scene)
    for product in (77, 78):
        scene.deployed.stack.sandbox.update_product(scene.store_hash, product, name=f"Changed {product}")


def named(run: Run) -> dict[str, object]:
    """Name a run as the console's API does."""
    return {"store_hash": run.key.store_hash, "event_id": run.key.event_id, "action": run.key.action}


EVENT = ("ingest", "default-consumer")
CONSUMER = ("default-consumer",)
CALLBACK = ("connect", "reconciler")
OPERATOR = ("console", "reconciler")

STORIES = {
    "the schedule runs": Story(fans_out, ("reconciler",), is_for_all=True),
    "an event completes": Story(completes, EVENT),
    "an event is retried": Story(retries, CONSUMER),
    "an event fails": Story(fails, CONSUMER),
    "an event is unreadable": Story(is_unreadable, CONSUMER),
    "an event is ignored": Story(ignores, CONSUMER),
    "an event is split": Story(splits, (*CONSUMER, "long-consumer")),
    "an action enqueues": Story(enqueues, CONSUMER),
    "an event is coalesced": Story(coalesces, CONSUMER),
    "runs share a resource lock": Story(locks, CONSUMER),
    "an order is kept": Story(keeps, CONSUMER, is_connected),
    "a secret is used": Story(uses_secret, CONSUMER, has_secret),
    "a store-level account's event": Story(has_own_account, ("ingest",), has_account),
    "a delivery exception": Story(reports_exceptions, ("ingest", "reconciler"), is_connected),
    "the timer wakes a run": Story(wakes, ("timer", *CONSUMER), enqueues_for_later),
    "the app is installed": Story(installs, CALLBACK, is_new),
    "the app is opened": Story(opens, CALLBACK, is_installed),
    "the app is uninstalled": Story(uninstalls, CALLBACK, is_installed),
    "webhooks are reconciled": Story(reconciles, OPERATOR, has_wrong_webhooks),
    "products are caught up": Story(catches_up, OPERATOR, has_missed_products),
    "a store is paused": Story(pauses, ("console", *CONSUMER, "timer"), is_connected),
    "a run is retried": Story(repairs, ("console",), fails),
    "a run is cancelled": Story(cancels, ("console",), waits_for_a_year),
    "the console is read": Story(looks, ("console",), has_worked),
}
"""Stories in the order of the report."""
