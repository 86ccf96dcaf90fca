"""The whole attack, in the order in which each part leaves the next one alone."""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.chaos.attack.canaries import Watch, places, seen
from tests.chaos.attack.console import attack_console
from tests.chaos.attack.effects import nobody_receives, traces
from tests.chaos.attack.functions import built
from tests.chaos.attack.live import Planted, live
from tests.chaos.attack.replay import replay
from tests.chaos.attack.requests import Known, Request, callbacks, deliveries, strangers
from tests.chaos.attack.sockets import answers, written
from tests.chaos.attack.target import attacked_stack
from tests.chaos.attack.timing import time_refusals
from tests.support.deployed import Deployed, until

BATCH = 10
"""Requests an example: what Hypothesis does for each takes longer than they do."""

NOT_IMPLEMENTED = 501
"""What an HTTP server answers to a transfer coding that it does not know (RFC 9112, 6.1): it is not ours."""


@dataclass(slots=True)
class Report:
    """What was done, and what was found.

    Args:
        requests: how many requests each part has made.
        violations: what should not have been possible, in words.
    """

    requests: Counter[str] = field(default_factory=Counter[str])
    violations: list[str] = field(default_factory=list[str])

    def part(self, name: str, do: Callable[[], Sequence[str]]) -> None:
        """Do a part of the attack, and tell of it."""
        began = time.monotonic()
        found = do()
        self.violations += found
        count, seconds = self.requests[name], time.monotonic() - began
        tell(f"{name:24} {count:>7} requests  {seconds:6.1f} s  {len(found)} violations")


def main(size: int) -> list[str]:
    """Attack with about so many requests; gives the violations."""
    report = Report()
    with tempfile.TemporaryDirectory(prefix="attack-") as name, Watch() as watch, attacked_stack() as deployed:
        folder, planted = Path(name), live(deployed)
        known = Known(planted.stores, deployed.info.client_id, deployed.info.client_secret)
        report.part("forged requests", lambda: _nothing_comes_of(deployed, known, folder, size, report))
        report.part("time of a refusal", lambda: time_refusals(deployed, known, folder, tell))
        report.part("replay after 14 days", lambda: replay(deployed, folder))
        report.part("console", lambda: _console(deployed, folder, size // 10, report))
        report.part("canaries", lambda: _canaries(deployed, watch, folder, planted))
    tell(f"{sum(report.requests.values())} requests, {len(report.violations)} violations")
    return report.violations


def tell(line: str) -> None:
    """Print a line."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _nothing_comes_of(deployed: Deployed, known: Known, folder: Path, size: int, report: Report) -> list[str]:
    """Forge requests while nobody receives what is queued; then a genuine one, to see that it would be counted."""
    with nobody_receives(deployed):
        before, found = traces(deployed), list[str]()
        found += _over_http(deployed, known, size // 10, report)
        found += _handler(deployed, "Ingest", strangers(known) | deliveries(known), folder, size * 6 // 10, report)
        found += _handler(deployed, "Connect", callbacks(known), folder, size * 2 // 10, report)
        after = traces(deployed)
        found += [f"{name} is no longer what it was" for name in before if after[name] != before[name]]
        deployed.deliver(deployed.delivery("store/customer/created", {"type": "customer", "id": 1}))
        if traces(deployed)["DefaultQueue"] == after["DefaultQueue"]:
            found.append("a genuine delivery was not queued either: nothing is shown")
    until(lambda: deployed.waiting() == 0)
    return found


def _handler(
    deployed: Deployed, name: str, requests: st.SearchStrategy[Request], folder: Path, size: int, report: Report
) -> list[str]:
    with built(deployed, name, folder / f"{name.lower()}.log") as function:

        def refuse(batch: list[Request]) -> None:
            for request in batch:
                status = function.status(request.event())
                report.requests["forged requests"] += 1
                assert status in (400, 401, 409, 413), f"{name} answered {status} to {request!r:.2000}"

        return _drawn(requests, refuse, size)


def _over_http(deployed: Deployed, known: Known, size: int, report: Report) -> list[str]:
    url = deployed.info.api_url
    requests = written(strangers(known) | deliveries(known) | callbacks(known), url)
    with ThreadPoolExecutor(BATCH) as threads:

        def refuse(batch: list[tuple[str, bytes]]) -> None:
            for (breach, sent), statuses in zip(
                batch, threads.map(lambda each: answers(url, each[1]), batch), strict=True
            ):
                report.requests["forged requests"] += 1
                faults = [status for status in statuses if status >= 500 and status != NOT_IMPLEMENTED]
                assert not faults, f"{faults} was the answer to a request, {breach}: {sent!r:.2000}"

        return _drawn(requests, refuse, size)


def _drawn[T](requests: st.SearchStrategy[T], refuse: Callable[[list[T]], None], size: int) -> list[str]:
    """Let Hypothesis draw so many, and make what is not refused as small as can be."""
    profile = settings(
        max_examples=max(1, size // BATCH),
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )
    try:
        profile(given(st.lists(requests, min_size=BATCH, max_size=BATCH))(refuse))()
    except AssertionError as violation:
        return [str(violation)]
    return []


def _console(deployed: Deployed, folder: Path, size: int, report: Report) -> list[str]:
    report.requests["console"], found = attack_console(deployed, size, folder)
    return found


def _canaries(deployed: Deployed, watch: Watch, folder: Path, planted: Planted) -> list[str]:
    secrets = planted.secrets | {
        f"AWS credential {number}": each for number, each in enumerate(sorted(watch.credentials))
    }
    return seen(secrets, places(deployed, watch, folder, planted.pages))
