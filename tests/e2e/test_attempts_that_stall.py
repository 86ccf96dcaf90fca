"""An attempt that times out: Python cannot end its thread, so its process ends, and takes nothing with it."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.support.deployed import Delivery, Deployed, until

NEIGHBOURS = 20


def delivery(deployed: Deployed, file: Path, *, stalls: bool) -> Delivery:
    """An event whose attempts are noted in a file."""
    return deployed.delivery("store/cart/couponApplied", {"type": "cart", "stalls": stalls, "file": str(file)})


def is_alive(process: int) -> bool:
    """Return whether a process exists on this machine, where the local AWS runs its functions."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_an_attempt_that_sleeps_for_ever_completes_at_its_second_in_another_process_and_disturbs_no_other(
    deployed: Deployed, tmp_path: Path
) -> None:
    file = tmp_path / "attempts"
    stalled = delivery(deployed, file, stalls=True)
    neighbours = [delivery(deployed, file, stalls=False) for _ in range(NEIGHBOURS)]

    with ThreadPoolExecutor(NEIGHBOURS) as senders:
        list(senders.map(deployed.deliver, [stalled, *neighbours]))

    first, second = deployed.run(stalled.id, "stall", "completed")["attempts"]
    assert first["failure"]["error_type"] == "AttemptTimedOut"
    assert second["failure"] is None
    for each in neighbours:
        assert len(deployed.run(each.id, "stall", "completed")["attempts"]) == 1
    noted = [line.split() for line in file.read_text().splitlines()]
    assert len(noted) == NEIGHBOURS + 2
    before, after = (process for key, _, process in noted if stalled.id in key)
    assert before != after
    until(lambda: not is_alive(int(before)), seconds=20)
    # Had the batch of the process that ended not been acknowledged, SQS would hide it for the visibility timeout.
    until(lambda: deployed.waiting() == 0, seconds=20)
    time.sleep(1)
    assert len(file.read_text().splitlines()) == NEIGHBOURS + 2
