"""A burst of events about one product, at an action that takes only the last of each window."""

from concurrent.futures import ThreadPoolExecutor
from math import ceil

from tests.support.deployed import Deployed, until

WINDOW = 5.0


def test_of_a_burst_of_events_about_one_product_one_of_each_window_runs_and_all_are_recorded(
    deployed: Deployed,
) -> None:
    events = [deployed.delivery("store/product/updated", {"type": "product", "id": 4711}) for _ in range(100)]

    with ThreadPoolExecutor(20) as senders:
        list(senders.map(deployed.deliver, events))
    until(lambda: all(deployed.runs(each.id).get("sync_product") for each in events), seconds=120)
    until(lambda: {run["state"] for run in windows(deployed)} == {"completed"})

    assert {deployed.runs(each.id)["sync_product"]["state"] for each in events} == {"coalesced"}
    begun = sorted(run["created_at"] for run in windows(deployed))
    assert 1 <= len(begun) <= ceil((begun[-1] - begun[0]) / WINDOW) + 1


def windows(deployed: Deployed) -> list[dict[str, float]]:
    """The runs of the product's windows."""
    return list(deployed.runs("window:product/4711").values())
