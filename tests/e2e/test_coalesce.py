"""A burst of events about one product, at an action that takes only the last of each window."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.support.deployed import Deployed, until

WINDOW = 5


def test_of_a_burst_of_events_about_one_product_the_last_of_each_window_runs_and_all_are_recorded(
    deployed: Deployed,
) -> None:
    events = [deployed.delivery("store/product/updated", {"type": "product", "id": 4711}) for _ in range(300)]

    began = time.time()
    with ThreadPoolExecutor(20) as senders:
        answers = list(senders.map(deployed.post, events))
    windows = int(time.time() // WINDOW - began // WINDOW) + 1

    assert answers == [200] * 300
    until(lambda: deployed.waiting() == 0, seconds=120)
    states = Counter(deployed.runs(each.id)["sync_product"]["state"] for each in events)
    assert states.total() == 300
    assert states.keys() <= {"completed", "coalesced"}
    assert 1 <= states["completed"] <= windows
