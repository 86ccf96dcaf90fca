"""A delivery that somebody has captured is sent again two weeks later."""

from pathlib import Path

from tests.chaos.attack.built_handler import SECONDS_AHEAD
from tests.chaos.attack.functions import built
from tests.chaos.attack.requests import Request
from tests.support.deployed import Deployed, until

DAY = 24 * 3600
A_MONTH = str(30 * DAY)


def replay(deployed: Deployed, folder: Path) -> list[str]:
    """What is wrong with the answers, and with what came of it.

    Two weeks later it is refused for its age. Where the operator has raised `SignatureMaxAge`, it is let in for two
    weeks at most, and is a duplicate: its run is not run again.
    """
    delivery = deployed.delivery("store/customer/created", {"type": "customer", "id": 250})
    request = Request("POST", f"/webhooks/{delivery.store_hash}", tuple(delivery.headers().items()), delivery.body)
    deployed.deliver(delivery)
    deployed.run(delivery.id, "log_customer", "completed")
    before = deployed.runs(delivery.id)

    def answered(days: float, max_age: str | None = None) -> int:
        changed = {SECONDS_AHEAD: str(days * DAY)} | ({"SIGNATURE_MAX_AGE": max_age} if max_age else {})
        with built(deployed, "Ingest", folder / "ingest.log", **changed) as ingest:
            return ingest.status(request.event())

    said = [answered(14), answered(13.9, A_MONTH), answered(14.1, A_MONTH)]
    until(lambda: deployed.waiting() == 0)
    after = deployed.runs(delivery.id)
    found = [] if said == [401, 200, 401] else [f"a replay after 14 days was answered {said}, not 401, 200, 401"]
    return found + ([] if after == before else ["a replay after 14 days was run again"])
