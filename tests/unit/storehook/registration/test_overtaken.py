"""Two passes over one store at once: one is written down, and the other begins again."""

from tests.support.registration import UPDATED, World, webhook

from storehook.bigcommerce.calls import Call
from storehook.registration.refusals import SECOND_LOOK
from storehook.registration.report import RETRY_DELAY


def during(world: World, path: str) -> None:
    """Let another pass begin and end right before the next call of a path. It has none of the faults."""

    def cut_in(call: Call) -> None:
        if call.path == path:
            world.api.faults.clear()
            world.reconcile(after=1)
            world.api.sent.clear()

    world.api.faults.append(cut_in)


def test_a_pass_that_another_has_overtaken_writes_over_nothing_and_begins_again(world: World) -> None:
    world.api.put(webhook(1, "store/sku/created"))
    during(world, "/v3/hooks/admin")

    report = world.reconcile()

    assert (report.outcome, report.after, report.counts()["StoresFailed"]) == ("retrying", RETRY_DELAY, 0)
    assert ("Another reconciliation" in report.detail, report.counts()["WebhooksDeleted"]) == (True, 1)
    assert (world.record.version, world.record.outcome) == (3, "reconciled")
    assert world.reconcile(after=60).outcome == "reconciled"


def test_a_pass_that_is_overtaken_while_it_looks_repairs_nothing() -> None:
    world = World(UPDATED, "store/channel/{id}/order/created")
    world.registered(webhook(1))
    world.api.rows[1]["is_active"] = False
    during(world, "/v3/channels")

    report = world.reconcile(after=900)

    assert (report.outcome, report.after, report.done, world.api.writes) == ("retrying", RETRY_DELAY, (), [])
    assert (world.record.outcome, len(world.open_gaps)) == ("reconciled", 1)


def test_a_pass_that_is_overtaken_in_vain_writes_over_nothing(world: World) -> None:
    during(world, "/v3/hooks")
    world.api.refuse(503)

    report = world.reconcile()

    assert (report.outcome, world.record.outcome, world.record.version) == ("retrying", "reconciled", 3)


def test_a_pass_that_pauses_the_store_says_so_even_if_it_is_overtaken(world: World) -> None:
    world.api.refuse(401, path="/hooks/admin", times=2)
    world.reconcile()
    during(world, "/v3/hooks/admin")
    report = world.reconcile(after=SECOND_LOOK)

    assert (report.outcome, report.paused) == ("unauthorized", True)
