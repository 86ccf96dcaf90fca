"""Pending changes of a record that several runs write.

Up to five runs create, change and delete one record. Before and after each call of the table, a process may die, or
other runs go on. Side effects fail, too. In the end each change has been seen by an `on_success` after it, and nothing
is pending.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from unittest.mock import patch

from tests.simulation.months.story import Died, Story
from tests.support.records import STORE, Shop

from storehook import Context
from storehook.errors import RecordExists, RecordMissing
from storehook.records import pending_changes
from storehook.records.model import Model
from storehook.records.repository import Records
from storehook.records.rows import RecordKey, RecordPage, RecordRow
from storehook.testing.memory import MemoryRecordStore

FIELDS = ("price", "stock", "note")
DEFAULT = 0
MOST_RUNS = 5
MOST_ATTEMPTS = 40
"""Attempts within which a run completes once all is quiet."""


class ServerError(Exception):
    """The error of a side effect that failed."""


class Goods(Model):
    """A record whose hooks report to the history that is played. This version does not follow up on deletes."""

    price: int = 0
    stock: int = 0
    note: int = 0

    def on_created(self, ctx: Context) -> None:
        """Follow up on a create."""
        _playing(ctx).follow_up("created", self)

    def on_updated(self, ctx: Context) -> None:
        """Follow up on an update."""
        _playing(ctx).follow_up("updated", self)


def _follow_up_on_a_delete(goods: Goods, ctx: Context) -> None:
    _playing(ctx).follow_up("deleted", goods)


NEWER_GOODS: type[Goods] = type("Goods", (Goods,), {"__module__": __name__, "on_deleted": _follow_up_on_a_delete})
"""The next version of the model, under the same name."""


@dataclass(frozen=True, slots=True)
class RecordAct:
    """Act of a run on the record, with the values that it writes."""

    mode: Literal["upsert", "update", "create", "delete"]
    values: Mapping[str, int]


@dataclass
class Writing:
    """Run that writes the record, attempt by attempt.

    Args:
        is_first: its event says that the record's resource has just been created.
    """

    name: str
    acts: list[RecordAct]
    is_first: bool
    model: type[Goods]
    completed: bool = False
    at_work: bool = False

    def __str__(self) -> str:
        """Write it as in a story."""
        version = "" if self.model is NEWER_GOODS else " of an older version"
        return f"{self.name}{version}: {', '.join(f'{act.mode} {dict(act.values)}' for act in self.acts)}"


@dataclass(frozen=True, slots=True)
class SavedChange:
    """Change of a field, or the delete, that is in the table. Its moment counts all that happened."""

    name: str
    moment: int
    by: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Side effect that took place."""

    hook: str
    names: frozenset[str]
    moment: int


@dataclass
class Goings:
    """The record, its runs, and the table between them: a `records.table.RecordStore`."""

    story: Story
    rows: MemoryRecordStore = field(default_factory=MemoryRecordStore)
    runs: list[Writing] = field(default_factory=list[Writing])
    saved: list[SavedChange] = field(default_factory=list[SavedChange])
    deleted: list[int] = field(default_factory=list[int])
    followed_up: list[FollowUp] = field(default_factory=list[FollowUp])
    stack: list[Writing] = field(default_factory=list[Writing])
    is_troubled: bool = True
    depth: int = 0
    moment: int = 0

    def __post_init__(self) -> None:
        """Write the runs' scripts."""
        random = self.story.random
        self.shop = Shop(rows=self)
        older = random.choice([0.0, 0.0, 0.3])
        for number in range(random.randint(1, MOST_RUNS)):
            acts = [self._act() for _ in range(random.choice([1, 1, 2, 3]))]
            is_first, model = number == 0 and random.random() < 0.5, NEWER_GOODS
            if random.random() < older:
                model = Goods
            self.runs.append(Writing(f"run {number}", acts, is_first, model))

    def _act(self) -> RecordAct:
        random = self.story.random
        names = random.sample(FIELDS, random.randint(1, 2))
        mode = self.story.choose([("upsert", 10), ("update", 3), ("create", 2), ("delete", 4)])
        values = {} if mode == "delete" else {name: random.randint(0, 2) for name in names}
        return RecordAct(mode, values)

    # --- Table ---

    def get(self, key: RecordKey) -> RecordRow | None:
        self._disturb("get")
        row = self.rows.get(key)
        self._disturb("get")
        return row

    def put(self, row: RecordRow, *, replaces: RecordRow | None) -> bool:
        self._disturb("put")
        before = self.rows.get(row.key)
        is_stored = self.rows.put(row, replaces=replaces)
        if is_stored:
            self._note_changes(before, row)
        self._disturb("put")
        return is_stored

    def delete(self, row: RecordRow) -> bool:
        self._disturb("delete")
        exists, is_deleted = not row.deleted, self.rows.delete(row)
        if exists and is_deleted:
            self.moment += 1
            self.deleted.append(self.moment)
            self.story.note(self.moment, "the record is deleted", f"by {self._at_work()}")
        self._disturb("delete")
        return is_deleted

    def page(self, store_hash: str, model: str, *, after: str | None, limit: int) -> RecordPage:
        return self.rows.page(store_hash, model, after=after, limit=limit)

    def _note_changes(self, before: RecordRow | None, row: RecordRow) -> None:
        self.moment += 1
        exists = before is not None and not before.deleted
        if row.deleted:
            names = ["(deleted)"] if exists else []
            self.deleted += [self.moment] if exists else []
        else:
            base = before.fields if before and exists else {}
            names = [name for name in FIELDS if base.get(name, DEFAULT) != row.fields.get(name, DEFAULT)]
        by = self._at_work()
        if names != ["(deleted)"] or self.stack[-1].model is NEWER_GOODS:
            self.saved += [SavedChange(name, self.moment, by) for name in names]
        if names:
            values = {name: row.fields.get(name) for name in names}
            self.story.note(self.moment, "a change is saved", f"by {by}: {values}, pending: {sorted(row.pending)}")

    def _at_work(self) -> str:
        return self.stack[-1].name

    # --- Disturbances ---

    def _disturb(self, call: str) -> None:
        if not self.is_troubled:
            return
        match self.story.choose([("", 20), ("dies", 2), ("others", 4)]):
            case "dies":
                self.story.note(self.moment, f"a process dies at a {call}", self._at_work())
                raise Died
            case "others" if self.depth < 2:
                idle = [run for run in self.runs if not run.completed and not run.at_work]
                if idle:
                    self.depth += 1
                    self.attempt(self.story.random.choice(idle))
                    self.depth -= 1
            case _:
                pass

    def follow_up(self, hook: str, record: Goods) -> None:
        """Take a hook's side effect, which may fail."""
        kind = self.story.choose([("", 12), ("fails", 2), ("dies before", 1), ("dies after", 1)]) * self.is_troubled
        if kind == "fails":
            self.story.note(self.moment, "a side effect fails", self._at_work())
            raise ServerError
        if kind == "dies before":
            self.story.note(self.moment, "a process dies before a side effect", self._at_work())
            raise Died
        self.moment += 1
        names = frozenset({"(deleted)"} if hook == "deleted" else record.changes())
        self.followed_up.append(FollowUp(hook, names, self.moment))
        self.story.note(self.moment, f"on_{hook}", f"of {self._at_work()}: {sorted(names)}")
        if kind == "dies after":
            self.story.note(self.moment, "a process dies after a side effect", self._at_work())
            raise Died

    def attempt(self, run: Writing) -> None:
        """Make one attempt of a run."""
        run.at_work = True
        self.stack.append(run)
        try:
            created = "goods/1" if run.is_first else None
            session = self.shop.run(run.name, rows=self, created=created)
            records = Records(run.model, session)
            object.__setattr__(session, "hook_context", lambda: self)
            for act in run.acts:
                _carry_out(records, act)
            run.completed = True
            self.story.note(self.moment, "a run completes", run.name)
        except (Died, ServerError):
            pass
        finally:
            self.stack.pop()
            run.at_work = False


def _carry_out(records: Records[Goods], act: RecordAct) -> None:
    try:
        match act.mode:
            case "upsert":
                records.upsert(1, **act.values)
            case "update":
                records.update(1, **act.values)
            case "create":
                records.create(1, **act.values)
            case "delete":
                records.delete(1)
    except (RecordExists, RecordMissing):
        pass  # The action does without.


def _playing(ctx: Any) -> Goings:
    return ctx


def play(seed: int) -> Story:
    """Play the history of a seed."""
    story = Story("pending-changes", seed)
    most = story.random.choice([20, 20, 2, 1])
    with patch.object(pending_changes, "MAX_PENDING", most):
        goings = Goings(story)
        for run in goings.runs:
            story.note(0, "a run", run)
        _live(goings)
    _check(goings)
    return story


def _live(goings: Goings) -> None:
    for _ in range(goings.story.random.randint(1, 12)):
        if waiting := [run for run in goings.runs if not run.completed]:
            goings.attempt(goings.story.random.choice(waiting))
    goings.is_troubled = False
    goings.story.note(goings.moment, "---- all is quiet ----")
    for run in goings.runs:
        for _ in range(MOST_ATTEMPTS):
            if not run.completed:
                goings.attempt(run)


def _check(goings: Goings) -> None:
    story = goings.story
    for run in goings.runs:
        if not run.completed:
            story.breaks("each run completes", run.name)
    row = goings.rows.get(RecordKey(STORE, "Goods", "1"))
    if row and row.pending:
        story.breaks("nothing stays pending", dict(row.pending))
    if row and row.deleted:
        story.breaks("no mark of a deleted record stays", row)
    for change in _unseen(goings):
        story.breaks("each change is seen by a later on_success", change)


def _unseen(goings: Goings) -> Iterator[SavedChange]:
    for change in goings.saved:
        seen = any(
            change.name in follow_up.names for follow_up in goings.followed_up if follow_up.moment > change.moment
        )
        # A record that is gone has no fields to follow up on. Its `on_deleted` is a change of its own.
        is_gone = change.name != "(deleted)" and any(moment > change.moment for moment in goings.deleted)
        if not seen and not is_gone:
            yield change
