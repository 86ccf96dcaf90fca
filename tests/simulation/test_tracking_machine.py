"""Change tracking against plain dictionaries, over random histories of loads, saves, deletes, failures and retries."""

from dataclasses import dataclass
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.support.records import HookCall, HookedModel, Shop, effects, failing

DEFAULTS: dict[str, Any] = {"message": "", "status": 0}
RUNS = st.sampled_from(["run-1", "run-2", "run-3"])
VALUES = st.fixed_dictionaries(
    {}, optional={"message": st.sampled_from(["", "a", "b"]), "status": st.sampled_from([0, 1, "1", 2])}
)


class Shipment(HookedModel):
    """A model with the name of a new object at BigCommerce, which may be taken for new."""


@dataclass
class OwedHook:
    """A saved change whose hook has not succeeded yet.

    Args:
        hook: the name of the hook.
        before: the earlier values of the changed fields.
    """

    hook: str
    before: dict[str, Any]


class HookFails(Exception):
    """A failed side effect."""


class Tracking(RuleBasedStateMachine):
    """One record, three runs, and dictionaries with the expected results."""

    @initialize()
    def begin(self) -> None:
        effects.__init__()
        self.shop = Shop()
        self.stored: dict[str, Any] | None = None
        self.mark: dict[str, Any] | None = None
        self.owed: dict[str, OwedHook] = {}
        self.found: Shipment | None = None
        self.loaded: dict[str, Any] = {}
        self.current: dict[str, Any] = {}

    @rule(run=RUNS, values=VALUES, fails=st.booleans(), created=st.sampled_from([None, "shipment/1"]))
    def upsert(self, run: str, values: dict[str, Any], fails: bool, created: str | None) -> None:
        base = self.stored
        after: dict[str, Any] = (base or DEFAULTS) | {
            name: int(value) if name == "status" else value for name, value in values.items()
        }
        mine = self._own(run)
        mine = self._grown(mine, base, after)
        seen = self._attempt(fails, lambda: self.shop.records(Shipment, run, created=created).upsert(1, **values))

        self.stored = after
        self._owe(run, mine, fails)
        hook = mine.hook if mine else "updated"
        before = {} if mine is None else mine.before
        before = DEFAULTS | before if hook == "created" else before
        changes = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
        assert seen == (None if fails else HookCall(hook, changes, after["message"]))

    @precondition(lambda self: self.stored is not None)
    @rule(run=RUNS, fails=st.booleans())
    def delete(self, run: str, fails: bool) -> None:
        owed = self.owed.get(run)
        again = owed is not None and owed.hook == "deleted"
        gone = owed.before if owed is not None and again else self.stored or {}

        seen = self._attempt(fails, lambda: self.shop.records(Shipment, run).delete(1))

        if not again:
            self.stored = None
        self._owe(run, OwedHook("deleted", gone), fails)
        assert seen == (None if fails else HookCall("deleted", {}, gone["message"]))

    @precondition(lambda self: self.stored is not None)
    @rule()
    def load(self) -> None:
        self.found = self.shop.records(Shipment, "reader").get(1)
        self.loaded = self.current = dict(self.stored or {})

    @precondition(lambda self: self.found is not None)
    @rule(values=VALUES)
    def set_fields(self, values: dict[str, Any]) -> None:
        for name, value in values.items():
            setattr(self.found, name, value)
        self.current = self.current | {name: int(v) if name == "status" else v for name, v in values.items()}

    @invariant()
    def the_record_in_hand_tells_its_changes(self) -> None:
        if getattr(self, "found", None) is None:
            return
        assert self.found is not None
        differing = {name for name in DEFAULTS if self.loaded[name] != self.current[name]}
        for since in ("loaded", "saved"):
            assert {
                name: (change.previous, change.current) for name, change in self.found.changes(since=since).items()
            } == {name: (self.loaded[name], self.current[name]) for name in differing}
            assert self.found.changed(since=since) == bool(differing)
        for name in DEFAULTS:
            assert self.found.changed(name) == (name in differing)
            assert self.found.changed_to(name, self.current[name]) == (name in differing)
            assert self.found.changed_from(name, self.loaded[name]) == (name in differing)

    @invariant()
    def what_is_stored_is_what_was_saved(self) -> None:
        if not hasattr(self, "shop"):
            return
        found = self.shop.records(Shipment, "reader").find(1)
        assert (found.model_dump() if found else None) == self.stored
        row = self.shop.row(Shipment, "1")
        assert {run: owed.hook for run, owed in self.owed.items()} == {
            run: f"{pending_change.operation}d" for run, pending_change in (row.pending if row else {}).items()
        }

    def _own(self, run: str) -> OwedHook | None:
        owed = self.owed.get(run)
        if self.stored is None or (owed and owed.hook == "deleted"):
            return None
        return owed

    def _grown(self, mine: OwedHook | None, base: dict[str, Any] | None, after: dict[str, Any]) -> OwedHook | None:
        if base is None:
            return OwedHook("created", {})
        differing = {name: base[name] for name in base if base[name] != after[name]}
        if mine is None or not differing:
            return OwedHook("updated", differing) if differing else mine
        before = {name: self._earliest(name, mine, differing, after) for name in differing | mine.before}
        if mine.hook == "created":
            before = {name: value for name, value in before.items() if DEFAULTS[name] == after[name]}
        return OwedHook(mine.hook, before)

    def _earliest(self, name: str, mine: OwedHook, differing: dict[str, Any], after: dict[str, Any]) -> Any:
        """Return the earliest value of a field that differs from its current one."""
        values = [fields[name] for fields in (mine.before, differing) if name in fields]
        return next((value for value in values if value != after[name]), values[0])

    def _owe(self, run: str, mine: OwedHook | None, fails: bool) -> None:
        if mine and fails:
            self.owed[run] = mine
        elif mine:
            self.owed.pop(run, None)
        if self.stored is None:  # a deleted record owes no save
            self.owed = {run: owed for run, owed in self.owed.items() if owed.hook == "deleted"}

    def _attempt(self, fails: bool, work: Any) -> HookCall | None:
        effects.fail = failing(HookFails(), times=int(fails))
        effects.seen.clear()
        try:
            work()
        except HookFails:
            assert fails
            return None
        (seen,) = effects.seen
        return seen


TestTracking = Tracking.TestCase
TestTracking.settings = settings(max_examples=75, stateful_step_count=30)
