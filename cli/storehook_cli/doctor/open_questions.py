"""What BigCommerce's documents leave open about webhooks, found out in a store.

Only what its API can tell is tried: hooks to an address that cannot exist are made and deleted again. What only real
deliveries tell is not tried, and stays open.
"""

import secrets
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from storehook_cli.doctor.store_api import Ask, StoreAnswer
from storehook_cli.errors import CommandError

HOST = "storehook-doctor.example"
"""A name that nobody can have (RFC 2606)."""

QUIET = "store/information/updated"
"""A scope that hardly ever has an event."""

MOST_PAGES = 10

NOT_TRIED = (
    "whether a retry is signed anew, the scope of a wildcard's delivery, whether store/app/uninstalled is delivered: "
    "only real deliveries tell"
)


@dataclass(frozen=True, slots=True)
class Settled:
    """A question, and what was found."""

    question: str
    answer: str


@dataclass(slots=True)
class Trial:
    """Makes hooks, and remembers which.

    Args:
        ask: the store's API.
        destination: where the hooks go.
    """

    ask: Ask
    destination: str = field(default_factory=lambda: f"https://{HOST}/{secrets.token_hex(8)}")
    _made: list[int] = field(default_factory=list[int])

    def create(self, scope: str, **more: Any) -> StoreAnswer:
        """Make a hook."""
        answer = self.ask("POST", "/hooks", {"scope": scope, "destination": self.destination, **more})
        if number := _data(answer).get("id"):
            self._made.append(number)
        return answer

    def clean_up(self) -> int:
        """Delete every hook to that host, those of a trial that was killed as well; tell how many are left.

        Raises:
            CommandError: BigCommerce does not list them.
        """
        for number in self._made:
            self.ask("DELETE", f"/hooks/{number}", None)
        for hook in list(self._ours()):
            self.ask("DELETE", f"/hooks/{hook['id']}", None)
        return len(list(self._ours()))

    def _ours(self) -> Iterator[dict[str, Any]]:
        for page in range(1, MOST_PAGES + 1):
            answer = self.ask("GET", f"/hooks?page={page}&limit=50", None)
            if answer.status != 200:
                raise CommandError(
                    f"BigCommerce answers {answer.status} to GET /hooks. Some to {HOST} may be left: run this again."
                )
            found: list[dict[str, Any]] = answer.body.get("data", [])
            yield from (hook for hook in found if str(hook.get("destination", "")).startswith(f"https://{HOST}/"))
            if not found:
                return


def answers(ask: Ask) -> Generator[Settled]:
    """What was found, question by question. Whatever happens, no hook stays behind; if one does, that is said."""
    trial = Trial(ask)
    try:
        yield Settled("hooks on a page of GET /hooks by default", _per_page(ask("GET", "/hooks", None)))
        yield Settled("hooks on a page at most", _per_page(ask("GET", "/hooks?limit=10000", None)))
        first = trial.create(QUIET)
        yield Settled("a new hook", _said(first))
        probes = "no: it was made, though nobody is there" if first.status < 300 else "perhaps: it was refused"
        yield Settled("the destination is called when a hook is made", probes)
        yield Settled("is_active where it was left out", str(_data(first).get("is_active", "not told")))
        yield Settled("the same hook again", _said(trial.create(QUIET)))
        yield Settled(
            "an undocumented wildcard, store/priceList/*", _said(trial.create("store/priceList/*", is_active=False))
        )
        long = {"x-storehook-doctor": "x" * 8_192}
        yield Settled("a header of 8 KB", _said(trial.create("store/category/created", is_active=False, headers=long)))
        if number := _data(first).get("id"):
            yield Settled("an empty PUT", _said(ask("PUT", f"/hooks/{number}", {})))
    finally:
        left = trial.clean_up()
    yield Settled("hooks left behind", str(left) if not left else f"{left} to {HOST}: delete them by hand")
    yield Settled("not tried", NOT_TRIED)


def _data(answer: StoreAnswer) -> dict[str, Any]:
    found = answer.body.get("data")
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def _per_page(answer: StoreAnswer) -> str:
    pagination = answer.body.get("meta", {}).get("pagination", {})
    return str(pagination.get("per_page", f"not told ({answer.status})"))


def _said(answer: StoreAnswer) -> str:
    title = answer.body.get("title", "")
    return f"{answer.status} {title}".strip()
