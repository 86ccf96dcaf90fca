"""Replay: a captured delivery is sent again two weeks later."""

from pathlib import Path

from tests.chaos.attack.built_handler import SECONDS_AHEAD
from tests.chaos.attack.functions import built
from tests.chaos.attack.requests import Request
from tests.support.deployed import Deployed, until

DAY = 24 * 3600
A_MONTH = str(30 * DAY)


def replay(deployed: Deployed, folder: Path) -> list[str]:
    """Replay a delivery, and return the errors.

    After two weeks it is refused for its age. If the operator has raised `SignatureMaxAge`, it is accepted for at most
    two weeks. It is then a duplicate, so its run doesn't run again.
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

    statuses = [answered(14), answered(13.9, A_MONTH), answered(14.1, A_MONTH)]
    until(lambda: deployed.waiting() == 0)
    after = deployed.runs(delivery.id)
    errors = [f"a replay after 14 days was answered {statuses}, not 401, 200, 401"] * (statuses != [401, 200, 401])
    return errors + ["a replay after 14 days ran again"] * (after != before)
