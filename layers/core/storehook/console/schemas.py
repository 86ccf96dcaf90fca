"""Parameters and bodies of the console's requests, with their limits."""

from typing import Annotated, Literal, Self

from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from storehook.errors import StorehookError
from storehook.history.cursors import MAX_CURSOR
from storehook.history.rows import MAX_TIME, Filter, can_be_time
from storehook.operations.runs_service import MAX_RETRIED
from storehook.queues.run_key import RunKey
from storehook.records.rows import MAX_ID, record_key
from storehook.runs.run import State
from storehook.runs.steps import MAX_CHOICE, MAX_RESULT

NAME = r"^[\x21-\x7e]{1,256}$"
ACTION = r"^[A-Za-z_][A-Za-z0-9_]{0,255}$"
HASH = r"^[A-Za-z0-9]{1,64}$"
LONGEST_EVENT = 2048

LONGEST_CURSOR = 8 * 1024
"""Characters in a query. API Gateway accepts 10,240 bytes of request line and headers, signature included."""

MAX_GENERATION = 2**53 - 1
"""Highest generation of a request: the largest number that JavaScript counts without gaps."""

MAX_HOURS = 672
"""Four weeks. With the first slot on its grid, that is within the 31 days that a query may cover."""


def _time(at: float | None) -> float | None:
    if at is None or can_be_time(at):
        return at
    raise ValueError("is too close to 0")


def _class(name: str) -> str:
    if name.isidentifier():
        return name
    raise ValueError("is not the name of a class")


def _id(text: str | None) -> str | None:
    try:
        return text if text is None else record_key("", "", text).bigcommerce_id
    except StorehookError as error:
        raise ValueError(str(error)) from error


OptionalName = Annotated[str | None, Query(pattern=NAME)]
BodyTime = Annotated[float | None, Field(ge=0, lt=MAX_TIME, allow_inf_nan=False), AfterValidator(_time)]
QueryTime = Annotated[float | None, Query(ge=0, lt=MAX_TIME, allow_inf_nan=False), AfterValidator(_time)]
Hours = Annotated[float, Query(ge=0.1, le=MAX_HOURS, allow_inf_nan=False)]
Cursor = Annotated[str | None, Query(alias="next", max_length=LONGEST_CURSOR)]
StoreHash = Annotated[str, Path(pattern=HASH)]
ActionName = Annotated[str, Path(pattern=ACTION)]
LaneName = Annotated[Literal["default", "long"], Path()]
EventId = Annotated[str, Query(min_length=1, max_length=LONGEST_EVENT)]
Generation = Annotated[int, Query(ge=0, le=MAX_GENERATION)]
RequiredName = Annotated[str, Query(pattern=NAME)]
StoreQuery = Annotated[str, Query(pattern=HASH)]
Model = Annotated[str, Query(max_length=256), AfterValidator(_class)]
RecordId = Annotated[str, Query(alias="id", min_length=1, max_length=MAX_ID), AfterValidator(_id)]
RecordCursor = Annotated[str | None, Query(alias="next", min_length=1, max_length=MAX_ID), AfterValidator(_id)]


class Body(BaseModel):
    """Body of a request. Values are not converted, and unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class RunKeyBody(Body):
    """Key of a run."""

    store_hash: str = Field(pattern=NAME)
    event_id: str = Field(min_length=1, max_length=LONGEST_EVENT)
    action: str = Field(pattern=NAME)
    generation: int = Field(0, ge=0, le=MAX_GENERATION)

    def key(self) -> RunKey:
        """Return the key."""
        return RunKey(self.store_hash, self.event_id, self.action, self.generation)


class RunFilter(BaseModel):
    """Filter of runs."""

    model_config = ConfigDict(extra="forbid")

    state: State | None = None
    store: str | None = Field(None, pattern=NAME)
    scope: str | None = Field(None, pattern=NAME)
    action: str | None = Field(None, pattern=NAME)
    resource: str | None = Field(None, pattern=NAME)
    fingerprint: str | None = Field(None, pattern=NAME)
    since: BodyTime = None
    until: BodyTime = None

    def filter(self) -> Filter:
        """Return the filter for the history."""
        return Filter(**self.model_dump())


class RunFilterBody(RunFilter):
    """Filter of runs in a body, where types are strict."""

    model_config = ConfigDict(strict=True)


FilterQuery = Annotated[RunFilter, Query()]
RunKeys = Annotated[list[RunKeyBody], Field(min_length=1, max_length=MAX_RETRIED)]


class RetryBody(Body):
    """Runs to retry: either named ones, or the next ones that match."""

    runs: RunKeys | None = None
    filter: RunFilterBody | None = None
    dry_run: bool = False
    max: int = Field(MAX_RETRIED, ge=1, le=MAX_RETRIED)
    again: bool = False
    next: str | None = Field(None, max_length=MAX_CURSOR)

    @model_validator(mode="after")
    def _either(self) -> Self:
        if (self.runs is None) == (self.filter is None) or (self.runs and (self.dry_run or self.next)):
            raise ValueError("needs either `runs`, or `filter` with `dry_run`, `max` and `next`")
        return self


class CancelBody(Body):
    """Runs to cancel."""

    runs: RunKeys


class AnswerBody(Body):
    """Answer to a question: a choice, or the JSON text of a step's result. The result None executes the step again."""

    run: RunKeyBody
    result: str | None = Field(None, max_length=MAX_RESULT)
    choice: str | None = Field(None, max_length=MAX_CHOICE)

    @model_validator(mode="after")
    def _either(self) -> Self:
        if (self.choice is None) == ("result" not in self.model_fields_set):
            raise ValueError("needs either `choice` or `result`")
        return self


class ReconcileBody(Body):
    """Options of a reconciliation."""

    dry_run: bool = False


class PauseBody(Body):
    """Reason of a pause."""

    reason: str = Field("", max_length=256)


class ResumeBody(Body):
    """Empty body."""


class DeployBody(Body):
    """Description of a deploy."""

    detail: str = Field("", max_length=256)


class CatchUpBody(Body):
    """Start of a catch-up, in unix seconds, and whether to only preview it."""

    since: float = Field(gt=0, lt=MAX_TIME, allow_inf_nan=False)
    dry_run: bool = False
