"""Records in memory, and runs that use them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any, cast

from pydantic import BaseModel, Field

from storehook import Context
from storehook.records.binding import Since
from storehook.records.declaration import SourceTime
from storehook.records.model import Model
from storehook.records.repository import Records
from storehook.records.rows import RecordKey, RecordRow
from storehook.records.session import Session
from storehook.records.table import RecordStore
from storehook.testing.memory import MemoryRecordStore

STORE = "8jbhprizry"
DAY = 86_400.0
RETENTION = 30 * DAY


@dataclass
class HookContext:
    """The context of hooks: the records of the same attempt."""

    session: Session | None = None

    def records[M: Model](self, model: type[M]) -> Records[M]:
        assert self.session is not None
        return Records(model, self.session)


CONTEXT = cast("Context", HookContext())


class Line(BaseModel):
    """A line of an order."""

    sku: str
    price: Decimal


class Purchase(Model):
    """A model with one field of each kind."""

    message: str = ""
    total: Decimal = Decimal(0)
    status: int = 0
    paid_at: datetime | None = None
    lines: list[Line] = Field(default_factory=list)
    tags: list[str] = Field(default_factory=list)
    extra: dict[str, Any] = Field(default_factory=dict)


class DatedModel(Model):
    """A model that knows how new its data is."""

    message: str = ""
    date_modified: SourceTime | None = None


@dataclass
class HookCall:
    """Data that a hook saw.

    Args:
        hook: the name of the hook.
        changes: the changed fields, each with its values before and now.
        message: the field `message`.
    """

    hook: str
    changes: dict[str, tuple[Any, Any]]
    message: str


class Effects:
    """Effects of the hooks of `HookedModel`. `fail` is called before each and may raise."""

    def __init__(self) -> None:
        self.seen: list[HookCall] = []
        self.fail: Callable[[], None] = lambda: None

    def happen(self, hook: str, record: "HookedModel", since: Since = "loaded") -> None:
        self.fail()
        changes = {name: (change.previous, change.current) for name, change in record.changes(since=since).items()}
        self.seen.append(HookCall(hook, changes, record.message))

    @property
    def written_back(self) -> list[str]:
        """The messages that were written back, as by an action that answers only a changed message."""
        return [seen.message for seen in self.seen if "message" in seen.changes]


effects = Effects()


class HookedModel(Model):
    """A model whose hooks record what they see."""

    message: str = ""
    status: int = 0

    def on_created(self, _ctx: Context) -> None:
        effects.happen("created", self)

    def on_updated(self, _ctx: Context) -> None:
        effects.happen("updated", self)

    def on_deleted(self, _ctx: Context) -> None:
        effects.happen("deleted", self)


@dataclass
class Shop:
    """One store's records, for any number of runs."""

    rows: RecordStore = field(default_factory=MemoryRecordStore)
    now: float = 1_786_447_831.0
    store_hash: str = STORE
    pauses: list[int] = field(default_factory=list)
    _tokens: Iterator[int] = field(default_factory=count)

    def run(self, run_key: str = "run-1", rows: RecordStore | None = None, *, created: str | None = None) -> Session:
        """Make one attempt of a run, optionally about an object that has just been created at BigCommerce."""
        hooks = HookContext()
        hooks.session = Session(
            store_hash=self.store_hash,
            run_key=run_key,
            rows=rows or self.rows,
            clock=lambda: self.now,
            token=lambda: f"write-{next(self._tokens)}",
            hook_context=lambda: cast("Context", hooks),
            retention=RETENTION,
            is_created=lambda key: f"{key.model.lower()}/{key.bigcommerce_id}" == created,
            pause=self.pauses.append,
        )
        return hooks.session

    def records[M: Model](self, model: type[M], run_key: str = "run-1", *, created: str | None = None) -> Records[M]:
        """Return the records of an action in one attempt of a run."""
        return Records(model, self.run(run_key, created=created))

    def row(self, model: type[Model], bigcommerce_id: str = "113") -> RecordRow | None:
        """Return a stored row."""
        return self.rows.get(RecordKey(self.store_hash, model.__name__, bigcommerce_id))


def failing(error: BaseException, times: int = 1) -> Callable[[], None]:
    """Make a function that raises some times, and then no more."""
    left = [error] * times

    def fail() -> None:
        if left:
            raise left.pop()

    return fail


class ServerError(Exception):
    """The error of a failed write to BigCommerce."""


def attempt(shop: Shop, run: str, message: str, **values: object) -> str:
    """Make one attempt of a run that syncs an order, and return how it ended."""
    try:
        shop.records(HookedModel, run).upsert(113, message=message, **values)
    except ServerError:
        return "failed"
    return "completed"
