"""The `storehook` command over a stack in memory."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.memory import (
    MemoryActionSecrets,
    MemoryAuditLog,
    MemoryDeadLetters,
    MemoryLogLines,
    MemoryQuestions,
    MemoryRegistrations,
    MemoryRunIndexes,
    MemoryStackSecret,
    MemoryStores,
    MemoryTasks,
)
from typer.testing import Result

from storehook import Model
from storehook.catch_up.progress import CatchUpProgress
from storehook.history.reading import RunHistory
from storehook.operations.audit import Audit, OperationName
from storehook.operations.dead_letters_service import DeadLettersService
from storehook.operations.log_lines import RunLog
from storehook.operations.logs import Logs
from storehook.operations.pauses_service import PausesService
from storehook.operations.purge_service import PurgeService
from storehook.operations.record_migration import Change, RecordMigration
from storehook.operations.records_service import RecordsService
from storehook.operations.run_operations import RunOperations
from storehook.operations.runs_service import RunsService
from storehook.operations.schedules_service import SchedulesService
from storehook.operations.stack_secrets import StackSecretName
from storehook.operations.stores_service import StoresService
from storehook.queues.lanes import LANES
from storehook.queues.ports import Moved
from storehook.runs.run import Run
from storehook.stores.store import Store
from storehook.testing.memory import MemoryLanes, MemoryQueue, MemoryRecordStore, MemoryRunRepository, MemoryStepTable
from storehook.testing.memory_schedules import MemoryStoredSchedules
from storehook.testing.memory_waits import MemoryPauses
from storehook_cli.stack.options import StackOptions

OPERATOR = "arn:aws:iam::123456789012:user/zoe"
TOKEN, CLIENT_SECRET = "canary-access-token", "canary-client-secret"


@dataclass
class MemoryCatchUps:
    """The progress of catch-ups, one entry per read. The last one repeats."""

    looks: list[CatchUpProgress | None] = field(default_factory=list)

    def get(self, store_hash: str) -> CatchUpProgress | None:  # noqa: ARG002 -- the port's signature
        if len(self.looks) > 1:
            return self.looks.pop(0)
        return self.looks[0] if self.looks else None

    def save(self, progress: CatchUpProgress) -> bool:
        """Fail: no command saves it."""
        raise NotImplementedError


@dataclass
class MemoryStack:
    """The parts of a stack that commands use, in memory.

    Args:
        recorded: stores and models that have one record each.
        answers: the reconciler's answers.
        moving: SQS's progress when it moves dead letters; by default it can't.
    """

    table: MemoryStores = field(default_factory=MemoryStores)
    sent: MemoryTasks = field(default_factory=MemoryTasks)
    catching_up: MemoryCatchUps = field(default_factory=MemoryCatchUps)
    ran: MemoryRunRepository = field(default_factory=MemoryRunRepository)
    answers: Callable[[Mapping[str, Any]], dict[str, Any]] = lambda _: {}
    recorded: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    steps: MemoryStepTable = field(default_factory=MemoryStepTable)
    kept: MemoryRecordStore = field(default_factory=MemoryRecordStore)
    logged: dict[str, list[tuple[float, str]]] = field(default_factory=dict[str, list[tuple[float, str]]])
    moving: list[Moved] = field(default_factory=list[Moved])
    asked: list[dict[str, Any]] = field(default_factory=list)
    opened_with: StackOptions | None = None
    client_secret: str = ""
    title: str = "shop in eu-central-1"
    paused: MemoryPauses = field(default_factory=MemoryPauses)
    scheduled: MemoryStoredSchedules = field(default_factory=MemoryStoredSchedules)
    audit_log: MemoryAuditLog = field(default_factory=MemoryAuditLog)
    action_secrets: MemoryActionSecrets = field(default_factory=MemoryActionSecrets)
    outputs: dict[str, str] = field(default_factory=dict[str, str])
    stack_secrets: dict[StackSecretName, MemoryStackSecret] = field(
        default_factory=lambda: {
            "app": MemoryStackSecret(['{"client_id": "id", "client_secret": "old"}']),
            "hook": MemoryStackSecret(["hook"]),
        }
    )

    catch_up_clock: float = 1_700_000_000.0

    def __post_init__(self) -> None:
        self.registered = MemoryRegistrations(self.table)
        self.letters = {lane: MemoryDeadLetters(MemoryQueue(time.time), MemoryQueue(time.time)) for lane in LANES}
        self.task_letters = MemoryDeadLetters(MemoryQueue(time.time), MemoryQueue(time.time))
        self.slept = list[float]()

    def open(self, chosen: StackOptions) -> "MemoryStack":
        self.opened_with = chosen
        return self

    def output(self, name: str) -> str:
        return self.outputs[name]

    def webhook_url(self, store_hash: str) -> str:
        return f"https://api.example.com/live/webhooks/{store_hash}"

    def log(self, function: str) -> str:
        return f"sam logs --stack-name shop --name {function}"

    def stores(self) -> StoresService:
        return StoresService(
            stores=self.table,
            registrations=self.registered,
            catch_ups=self.catching_up,
            tasks=self.sent,
            reconciler=self,
            history=self.history(),
            runs_retention=30 * 86_400.0,
            clock=lambda: self.catch_up_clock,
        )

    def pauses(self) -> PausesService:
        return PausesService(pauses=self.paused, history=self.history())

    def schedules(self) -> SchedulesService:
        return SchedulesService(schedules=self.scheduled)

    def audit(self) -> Audit:
        return Audit(self.audit_log, time.time)

    def note(self, operation: OperationName, subject: str, detail: str = "") -> str:
        self.audit().note(OPERATOR, operation, subject, detail)
        return OPERATOR

    def history(self) -> RunHistory:
        return RunHistory(indexes=MemoryRunIndexes(self.ran))

    def runs(self) -> RunsService:
        letters = {lane: parts.letters for lane, parts in self.letters.items()}
        lanes = MemoryLanes("default", {lane: parts.queue for lane, parts in self.letters.items()}, letters)
        return RunsService(
            repository=self.ran,
            step_table=self.steps,
            open_questions=MemoryQuestions(self.ran, self.steps),
            history=self.history(),
            run_operations=RunOperations(repository=self.ran, step_table=self.steps, lanes=lanes, letters=self.letters),
            logs=Logs("/storehook/shop", "eu-central-1"),
        )

    def dead_letters(self, lane: str) -> DeadLettersService:
        return DeadLettersService(lane=lane, runs=self.ran, letters=self.letters[lane], move=self)

    def records(self) -> RecordsService:
        return RecordsService(self.kept, self)

    def record_migration(self, model: type[Model], change: Change, *, dry_run: bool) -> RecordMigration:
        return RecordMigration(rows=self.kept, model=model, change=change, dry_run=dry_run)

    def run_log(self) -> RunLog:
        return RunLog(self.runs().logs, MemoryLogLines(self.logged))

    def secrets(self) -> MemoryActionSecrets:
        return self.action_secrets

    def stack_secret(self, name: StackSecretName) -> MemoryStackSecret:
        return self.stack_secrets[name]

    def purge(self) -> PurgeService:
        letters = [*self.letters.values(), self.task_letters]
        return PurgeService(stores=self.table, rows=self, dead_letters=letters, sleep=self.slept.append)

    def has_rows(self, store_hash: str, models: Iterable[str]) -> bool:
        has_run = any(key.store_hash == store_hash for key in self.ran.rows)
        return has_run or any((store_hash, model) in self.recorded for model in models)

    def delete_runs(self, store_hash: str) -> Iterator[int]:
        for key in [key for key in self.ran.rows if key.store_hash == store_hash]:
            del self.ran.rows[key]
            yield 1

    def delete_records(self, store_hash: str, model: str) -> Iterator[int]:
        yield int((store_hash, model) in self.recorded)
        self.recorded.discard((store_hash, model))

    def models(self, store_hash: str) -> Iterator[tuple[str, ...]]:
        yield tuple(model for store, model in self.recorded if store == store_hash)

    def delete_quota(self, store_hash: str) -> None:
        """Do nothing: this stack has no quotas."""

    def start(self) -> bool:
        return bool(self.moving)

    def progress(self) -> Moved:
        return self.moving.pop(0)

    def ask(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        self.asked.append(dict(fields))
        return self.answers(fields)

    def add(self, store_hash: str = "abc123", **fields: Any) -> Store:
        """Add a store."""
        store = Store(store_hash, **fields)
        self.table.save(store, TOKEN, CLIENT_SECRET if store.account == "store" else None)
        return store

    def has_run(self, *runs: Run) -> None:
        """Add runs."""
        for run in runs:
            self.ran.rows[run.key] = run


type Storehook = Callable[..., Result]
