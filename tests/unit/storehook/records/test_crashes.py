"""A process that dies between any two effects: nothing is lost, and a side effect is repeated only at one place."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import pytest
from tests.support.records import Effects, HookedModel, Shop, effects

from storehook.records.repository import Records
from storehook.records.rows import RecordKey, RecordPage, RecordRow
from storehook.testing.memory import MemoryRecordStore

Side = Literal["before", "after"]


class Died(BaseException):
    """Death of a process: nothing catches it."""


@dataclass
class Fate:
    """Dies at one effect, before it or after.

    Args:
        effect: its number, from 1 on.
        side: whether it still takes place.
    """

    effect: int
    side: Side
    happened: list[str] = field(default_factory=list)

    def at[T](self, what: str, act: Callable[[], T]) -> T:
        self.happened.append(what)
        fatal = len(self.happened) == self.effect
        if fatal and self.side == "before":
            raise Died
        answer = act()
        if fatal:
            raise Died
        return answer


@dataclass
class Mortal:
    """The table of records, as a process sees it that dies at its fate."""

    inner: MemoryRecordStore
    fate: Fate

    def get(self, key: RecordKey) -> RecordRow | None:
        return self.fate.at("get", lambda: self.inner.get(key))

    def put(self, row: RecordRow, *, replaces: RecordRow | None) -> bool:
        return self.fate.at("put", lambda: self.inner.put(row, replaces=replaces))

    def delete(self, row: RecordRow) -> bool:
        return self.fate.at("delete", lambda: self.inner.delete(row))

    def page(self, store_hash: str, model: str, *, after: str | None, limit: int) -> RecordPage:
        return self.inner.page(store_hash, model, after=after, limit=limit)


type Step = Callable[[Records[HookedModel]], object]

CREATE: Step = lambda records: records.create(1, message="first")  # noqa: E731
UPSERT: Step = lambda records: records.upsert(1, message="second", status=1)  # noqa: E731
DELETE: Step = lambda records: records.delete(1)  # noqa: E731
BOTH: Step = lambda records: (records.upsert(1, message="third"), records.upsert(1, status=2))  # noqa: E731


def live(fate: Fate, *steps: Step) -> Shop:
    """Let one run after the other take its step, each as often as it takes until it does not die."""
    inner = MemoryRecordStore()
    shop = Shop(rows=Mortal(inner, fate))
    for number, step in enumerate(steps):
        while True:
            try:
                step(shop.records(HookedModel, f"run-{number}"))
            except Died:
                continue
            break
    return Shop(rows=inner)


@pytest.fixture(autouse=True)
def hooks_are_effects(monkeypatch: pytest.MonkeyPatch) -> list[Fate]:
    """Makes what a hook does an effect of the current fate."""
    fates: list[Fate] = []
    real = Effects.happen

    def happen(self: Effects, hook: str, record: HookedModel) -> None:
        fates[-1].at(f"hook {hook}", lambda: real(self, hook, record))

    monkeypatch.setattr(Effects, "happen", happen)
    return fates


HISTORIES: dict[str, tuple[Step, ...]] = {
    "create": (CREATE,),
    "create, update": (CREATE, UPSERT),
    "create, delete": (CREATE, DELETE),
    "create, delete, create": (CREATE, DELETE, CREATE),
    "two changes in a run": (CREATE, BOTH),
}


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("steps", HISTORIES.values(), ids=HISTORIES)
def test_a_death_at_any_effect_loses_nothing(
    steps: tuple[Step, ...], side: Side, hooks_are_effects: list[Fate]
) -> None:
    whole = Fate(0, side)
    hooks_are_effects.append(whole)
    expected = live(whole, *steps).row(HookedModel, "1")
    wanted = _answers()

    for number in range(1, len(whole.happened) + 1):
        effects.__init__()
        fate = Fate(number, side)
        hooks_are_effects.append(fate)
        row = live(fate, *steps).row(HookedModel, "1")

        told = _answers()
        assert (row and dict(row.fields), row and dict(row.pending)) == (
            expected and dict(expected.fields),
            expected and {},
        )
        assert _without_repeats(told) == wanted, f"died {side} effect {number}: {fate.happened}"
        repeated = len(told) - len(wanted)
        assert repeated == int(_dies_between_hook_and_note(whole, number, side)), (
            f"died {side} {number}: {fate.happened}"
        )


def _dies_between_hook_and_note(whole: Fate, number: int, side: Side) -> bool:
    """Return whether the process dies after the hook's work and before the note of it is written."""
    dying, previous = whole.happened[number - 1], whole.happened[number - 2] if number > 1 else ""
    return dying.startswith("hook") if side == "after" else previous.startswith("hook")


def _answers() -> list[tuple[object, ...]]:
    """Return the effects of the hooks that had a change to answer."""
    return [(seen.hook, seen.changes, seen.message) for seen in effects.seen if seen.changes or seen.hook == "deleted"]


def _without_repeats(told: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return [each for number, each in enumerate(told) if number == 0 or told[number - 1] != each]
