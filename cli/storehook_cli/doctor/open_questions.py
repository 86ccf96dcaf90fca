"""Answers to questions about webhooks that BigCommerce's documentation leaves open, from trials in a store.

A trial uses only the store's API. It creates webhooks to an address that cannot exist, and deletes them again.
Questions that only real deliveries can answer stay open.
"""

import secrets
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from storehook_cli.doctor.store_api import Ask, StoreApiAnswer
from storehook_cli.errors import CommandError

HOST = "storehook-doctor.example"
"""Host name that nobody can register (RFC 2606)."""

QUIET = "store/information/updated"
"""Scope that hardly ever has an event."""

MOST_PAGES = 10

NOT_TRIED = (
    "whether a retry has a new signature, the scope of a wildcard's delivery, whether store/app/uninstalled is "
    "delivered: only real deliveries show it"
)


@dataclass(frozen=True, slots=True)
class TrialResult:
    """Question, and what the trial showed."""

    question: str
    answer: str


@dataclass(slots=True)
class Trial:
    """Creates webhooks and remembers them."""

    ask: Ask
    destination: str = field(default_factory=lambda: f"https://{HOST}/{secrets.token_hex(8)}")
    _made: list[int] = field(default_factory=list[int])

    def create(self, scope: str, **more: Any) -> StoreApiAnswer:
        """Create a webhook."""
        answer = self.ask("POST", "/hooks", {"scope": scope, "destination": self.destination, **more})
        if number := _data(answer).get("id"):
            self._made.append(number)
        return answer

    def clean_up(self) -> int:
        """Delete every webhook to `HOST`, also those of a killed trial, and return how many are left."""
        for number in self._made:
            self.ask("DELETE", f"/hooks/{number}", None)
        for webhook in list(self._ours()):
            self.ask("DELETE", f"/hooks/{webhook['id']}", None)
        return len(list(self._ours()))

    def _ours(self) -> Iterator[dict[str, Any]]:
        for page in range(1, MOST_PAGES + 1):
            answer = self.ask("GET", f"/hooks?page={page}&limit=50", None)
            if answer.status != 200:
                raise CommandError(
                    f"BigCommerce answered GET /hooks with {answer.status}. "
                    f"Webhooks to {HOST} may be left. Run this again."
                )
            webhooks: list[dict[str, Any]] = answer.body.get("data", [])
            for webhook in webhooks:
                if str(webhook.get("destination", "")).startswith(f"https://{HOST}/"):
                    yield webhook
            if not webhooks:
                return


def answers(ask: Ask) -> Generator[TrialResult]:
    """Yield the result for each question.

    The trial's webhooks are deleted at the end, also after an error. A result tells how many are left.
    """
    trial = Trial(ask)
    try:
        yield TrialResult("webhooks on a page of GET /hooks by default", _per_page(ask("GET", "/hooks", None)))
        yield TrialResult("most webhooks on a page", _per_page(ask("GET", "/hooks?limit=10000", None)))
        first = trial.create(QUIET)
        yield TrialResult("a new webhook", _status(first))
        is_called = (
            "no: it was created, though nobody answers there" if first.status < 300 else "perhaps: it was refused"
        )
        yield TrialResult("the destination is called when a webhook is created", is_called)
        yield TrialResult("is_active if it was left out", str(_data(first).get("is_active", "not stated")))
        yield TrialResult("the same webhook again", _status(trial.create(QUIET)))
        yield TrialResult(
            "an undocumented wildcard, store/priceList/*", _status(trial.create("store/priceList/*", is_active=False))
        )
        long = {"x-storehook-doctor": "x" * 8_192}
        yield TrialResult(
            "a header of 8 KB", _status(trial.create("store/category/created", is_active=False, headers=long))
        )
        if number := _data(first).get("id"):
            yield TrialResult("an empty PUT", _status(ask("PUT", f"/hooks/{number}", {})))
    finally:
        left = trial.clean_up()
    yield TrialResult("webhooks left", str(left) if not left else f"{left} to {HOST}: delete them yourself")
    yield TrialResult("not tried", NOT_TRIED)


def _data(answer: StoreApiAnswer) -> dict[str, Any]:
    data = answer.body.get("data")
    return cast("dict[str, Any]", data) if isinstance(data, dict) else {}


def _per_page(answer: StoreApiAnswer) -> str:
    pagination = answer.body.get("meta", {}).get("pagination", {})
    return str(pagination.get("per_page", f"not stated ({answer.status})"))


def _status(answer: StoreApiAnswer) -> str:
    title = answer.body.get("title", "")
    return f"{answer.status} {title}".strip()
