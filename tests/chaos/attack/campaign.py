"""The whole attack, in an order in which no part disturbs the next one."""

import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import FlakyFailure
from tests.chaos.attack.canaries import Watch, places, seen, unseen
from tests.chaos.attack.console import attack_console
from tests.chaos.attack.effects import queues_stopped, traces
from tests.chaos.attack.functions import built
from tests.chaos.attack.live import PlantedSecrets, live
from tests.chaos.attack.replay import replay
from tests.chaos.attack.report import Report
from tests.chaos.attack.requests import Known, Request, callbacks, deliveries, genuine, spoilers, strangers
from tests.chaos.attack.sockets import answers, fault, write, written
from tests.chaos.attack.target import attacked_stack
from tests.chaos.attack.timing import time_refusals
from tests.support.deployed import Deployed, until

BATCH = 10
"""Requests per example: Hypothesis takes longer for an example than the requests do."""

REFUSED = (400, 401, 409, 413)


def attack(size: int) -> Report:
    """Attack with about that many requests."""
    report = Report()
    with tempfile.TemporaryDirectory(prefix="attack-") as name, Watch() as watch, attacked_stack() as deployed:
        planted = live(deployed)
        known = Known(planted.stores, deployed.info.client_id, deployed.info.client_secret)
        campaign = Campaign(deployed, known, Path(name), size, report)
        report.part("forged deliveries and callbacks", campaign.forge)
        report.part("timing of refusals", lambda: time_refusals(deployed, known, campaign.folder, report))
        report.part("replay after 14 days", lambda: replay(deployed, campaign.folder))
        report.part("console", lambda: campaign.attack_console(planted))
        report.part("search for secrets", lambda: campaign.look_for_secrets(watch, planted))
    return report


@dataclass(frozen=True, slots=True)
class Campaign:
    """The parts of the attack.

    Args:
        known: the values that forgeries are made from.
        folder: the folder for logs and answers, which are searched for secrets.
        size: the approximate number of requests.
        report: counts each request.
    """

    deployed: Deployed
    known: Known
    folder: Path
    size: int
    report: Report

    def forge(self) -> list[str]:
        """Forge requests while no queue is read. Then send a genuine delivery, to prove that it would be seen."""
        with queues_stopped(self.deployed):
            before = traces(self.deployed)
            errors = self._each_way() + self._through_sockets(self.size // 10)
            errors += self._handler("Ingest", strangers(self.known) | deliveries(self.known), self.size * 7 // 10)
            errors += self._handler("Connect", callbacks(self.known), self.size // 5)
            after = traces(self.deployed)
            errors += [
                f"{name} has changed: {before[name] ^ after[name]}" for name in before if before[name] != after[name]
            ]
            self.deployed.deliver(self.deployed.delivery("store/customer/created", {"type": "customer", "id": 1}))
            if traces(self.deployed)["Queues"] == after["Queues"]:
                errors.append("a genuine delivery was not queued either, so this part proves nothing")
        until(lambda: self.deployed.waiting() == 0, seconds=300)
        return errors

    def attack_console(self, planted: PlantedSecrets) -> list[str]:
        """Attack the console's API. Its session key is added to the secrets to search for."""
        results = attack_console(self.deployed, self.size // 100, self.folder)
        self.report.count(results.requests)
        planted.secrets.update(results.secrets)
        return results.errors

    def look_for_secrets(self, watch: Watch, planted: PlantedSecrets) -> list[str]:
        """Search for every secret that was used, and for the functions' AWS credentials."""
        credentials = {f"AWS credential {number}": value for number, value in enumerate(sorted(watch.credentials))}
        if not credentials:
            return ["no AWS credentials of a function were seen, so they cannot be searched for"]
        everywhere = [*places(self.deployed, watch, self.folder, planted.pages)]
        return unseen(planted.stores[1], everywhere) + seen(planted.secrets | credentials, everywhere)

    def _each_way(self) -> list[str]:
        send = self.report.counting(partial(answers, self.deployed.info.api_url))
        ways = {
            way: send(write(spoil(genuine(self.known, self.known.stores[0]), "Z"), self.deployed.info.api_url))
            for way, spoil in spoilers(self.known).items()
        }
        return [f"a delivery, {way}: {statuses}" for way, statuses in ways.items() if not {*statuses[:1]} & {*REFUSED}]

    def _handler(self, name: str, requests: st.SearchStrategy[Request], size: int) -> list[str]:
        with built(self.deployed, name, self.folder / f"{name.lower()}.log") as function:
            send = self.report.counting(function.status)

            def refuse(batch: list[Request]) -> None:
                for request in batch:
                    assert (status := send(request.event())) in REFUSED, f"{name}: {status} to {request!r:.2000}"

            return _drawn(requests, refuse, size)

    def _through_sockets(self, size: int) -> list[str]:
        url, everything = self.deployed.info.api_url, [strangers(self.known), deliveries(self.known)]
        with ThreadPoolExecutor(BATCH) as threads:
            send = self.report.counting(partial(answers, url))

            def refuse(batch: list[tuple[str, bytes]]) -> None:
                every = threads.map(send, [data for _, data in batch])
                for (breach, data), statuses in zip(batch, every, strict=True):
                    assert not (error := fault(breach, data, statuses)), (
                        f"{error}, {breach}: {statuses} to {data!r:.2000}"
                    )

            return _drawn(written(st.one_of(*everything, callbacks(self.known)), url), refuse, size)


def _drawn[T](requests: st.SearchStrategy[T], refuse: Callable[[list[T]], None], size: int) -> list[str]:
    """Let Hypothesis draw that many requests, and shrink one that is not refused."""
    profile = settings(
        max_examples=max(1, size // BATCH),
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        report_multiple_bugs=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )
    try:
        profile(given(st.lists(requests, min_size=BATCH, max_size=BATCH))(refuse))()
    except AssertionError as violation:
        return [str(violation)]
    except FlakyFailure as unsteady:
        return [f"intermittent: {error}" for error in unsteady.exceptions]
    return []
