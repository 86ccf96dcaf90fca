"""Declaration of actions, and discovery of the declared ones."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal

from storehook.actions.deadline import MARGIN
from storehook.actions.params import Params, parser
from storehook.errors import ActionImportError, DeclarationError, DuplicateAction, UnknownLane
from storehook.queues.lanes import LANES, LONGEST_ATTEMPT
from storehook.runs.retries import Retries
from storehook.runs.run import RESOURCE, WAITERS
from storehook.webhooks import scopes
from storehook.webhooks.resources import families_of

if TYPE_CHECKING:
    from storehook.schedules.schedule import Schedule

LOOP_LIMIT = 8
"""Default limit of a chain of writes, in which each write answers the echo of the previous one."""

HOURLY_LIMIT = 200
"""Default limit of the runs of an action within an hour that write to one resource."""

_ATTRIBUTE = "__storehook_action__"

_NEEDS_WEBHOOKS = (
    "coalesce and one_at_a_time are about the resources of events, and this action has no webhooks. Declare its "
    "webhooks. If it is only enqueued, enqueue it with a key: while a run of that key is live, there is no other."
)

_COALESCES = (
    "An action with coalesce can't wait for events or be cancelled: its run may begin again with a newer event. Remove "
    "coalesce, or enqueue another action that has waits_for, cancel_on, within or start_within."
)

_FIELD = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", re.ASCII)

_LAZY = (inspect.iscoroutinefunction, inspect.isgeneratorfunction, inspect.isasyncgenfunction)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Function that runs when an event arrives, with the options of `action`.

    Args:
        name: the function's name. Its runs are stored under this name.
        place: the file and line of its declaration, for messages.
        parse: converts params to the annotated type of the function's first argument.
        waits_for: scope and field of each event that its runs may wait for.
        within, start_within: seconds.
        schedule: the schedule of `every` or `cron`, if it has one.
    """

    name: str
    function: Callable[..., object]
    webhooks: tuple[str, ...]
    waits_for: tuple[tuple[str, str], ...] = ()
    cancel_on: tuple[str, ...] = ()
    within: float | None = None
    start_within: float | None = None
    retries: Retries
    lane: str
    timeout: float | None = None
    coalesce: float | None = None
    one_at_a_time: bool = False
    loop_limit: int = LOOP_LIMIT
    hourly_limit: int = HOURLY_LIMIT
    schedule: "Schedule | None" = None
    place: str
    parse: Callable[[Params], Any]

    @property
    def scopes(self) -> tuple[str, ...]:
        """Scopes whose events the action needs: those that trigger it, that its runs wait for, or that cancel them."""
        return tuple(dict.fromkeys((*self.webhooks, *(scope for scope, _ in self.waits))))

    @property
    def waits(self) -> tuple[tuple[str, str], ...]:
        """Scope and field of each event for which a run may be woken."""
        return (*self.waits_for, *((scope, RESOURCE) for scope in self.cancel_on))

    @property
    def may_be_cancelled(self) -> bool:
        """Return whether an event or the end of its time may cancel a run."""
        return bool(self.cancel_on) or self.within is not None or self.start_within is not None

    def check_schedule(self) -> None:
        """Check the cron and the time zone of its schedule, if it has one.

        Raises:
            DeclarationError: one of them is invalid. The message names it.
        """
        if self.schedule:
            from storehook.schedules.occurrences import check  # an attempt needs no parser of crons

            check(self.schedule)

    def __call__(self, params: Params, context: Any) -> object:
        """Run the author's function, and return its result."""
        return self.function(self.parse(params), context)


def action[F: Callable[..., object]](
    *,
    webhooks: Sequence[str] = (),
    waits_for: Mapping[str, str] | None = None,
    cancel_on: Sequence[str] = (),
    within: timedelta | float | None = None,
    start_within: timedelta | float | None = None,
    retries: Retries | int | None = None,
    timeout: float | None = None,
    lane: str = "default",
    coalesce: float | None = None,
    one_at_a_time: bool = False,
    loop_limit: int = LOOP_LIMIT,
    hourly_limit: int = HOURLY_LIMIT,
    every: str | timedelta | float | None = None,
    cron: str | None = None,
    time_zone: str | None = None,
    for_each: Literal["store", "app"] | None = None,
    spread: str | timedelta | float | None = None,
    missed: Literal["skip", "once", "all"] | None = None,
) -> Callable[[F], F]:
    """Declare a function as an action, which runs on events or at times. It remains a plain function.

    Args:
        webhooks: BigCommerce scopes. `store/order/*` covers every scope that begins with `store/order/`. An action
            without scopes and without a schedule runs only if another action calls or enqueues it.
        waits_for: scopes of the events that `ctx.wait_for` waits for, and for each the field of the event that it
            compares, such as `{"store/shipment/created": "orderId"}`. Write `inventory.product_id` for a field within
            another one. These scopes are registered as webhooks, but start no run.
        cancel_on: scopes of events that cancel a run about the same resource, such as `store/order/archived`. They
            cancel it before its next attempt, and end its sleep or wait at once. A run that another action enqueues
            needs a `key` that names its resource, such as `order/113`. These scopes are registered as webhooks, but
            start no run.
        within: maximum time of a run, from the receipt of its event or from its enqueue. After that, it is cancelled
            before its next attempt, and a sleep or a wait ends. Pass a duration or seconds.
        start_within: maximum time until the first attempt starts. A run that has waited for longer, as in a pause or
            an outage, is cancelled. Pass a duration or seconds.
        retries: a `Retries`, or a number of retries. The default is 8 retries within about 17 hours. A mistake in your
            code fails the run sooner.
        timeout: maximum seconds of an attempt. An attempt that takes longer fails and is counted. The default is the
            limit of the lane, less 2 s: 58 s in `default`, almost 15 minutes in `long`.
        lane: `default`, or `long` for attempts that need more than a minute.
        coalesce: seconds. The first event of a resource opens a window of this length. When the window ends, one run
            starts with the last event of the window, and the events are recorded as `coalesced`. Use it for an action
            that fetches the resource anyway. Enqueued runs join no window, so it needs `webhooks`.
        one_at_a_time: allow only one run per resource at a time. The next run starts when the previous one has ended,
            retries included. Use it if two runs about one resource would interfere: BigCommerce sends several events
            about a new order within milliseconds. An enqueued run needs a `key` that names its resource, such as
            `order/113`. It needs `webhooks`: a key alone already allows only one live run.
        loop_limit: maximum length of a chain of writes, in which each write answers the echo of the previous one. Two
            further writes are deferred until there was no write for 20 s. The next write raises `LoopDetected`.
        hourly_limit: maximum number of runs within an hour that write because of changes to one resource. The next
            write raises `LoopDetected`. It ends loops whose echoes happen too late to be recognized.
        every: interval of a schedule, such as `"1 hour"` or `"2 days"`, from one minute to 31 days. The action runs in
            each active store, in addition to its webhooks. Intervals are counted from 1970-01-01 00:00 UTC.
        cron: times of a schedule: minute, hour, day, month and weekday, such as `"0 3 * * *"`. Instead of `every`.
        time_zone: time zone of `cron`, such as `"Europe/Berlin"`. The default is UTC. If the clock skips a time, the
            action runs at the end of the skipped hour. If the clock repeats a time, the action runs once.
        for_each: `store` for a run in each active store, or `app` for one run that has no current store. The default is
            `store`.
        spread: time over which the runs of the stores are spread, up to 6 hours, such as `"30 minutes"`. Each store
            has its place, which does not change. The default of `every` is the interval, up to an hour. `cron` has
            none by default.
        missed: policy for times that were missed by more than five minutes, because the schedule was paused or the
            timer did not run. `once` makes up for all of them with one run, `all` with a run for each, `skip` with
            none. The default is `once`.

    Raises:
        UnknownScope: BigCommerce has no such scope. The message names the nearest one.
        UnknownLane: the lane is neither `default` nor `long`.
        DeclarationError: the function doesn't take params and a context, or an option is out of range.

    ```python
    from storehook import Context, Params, Retries, action

    @action(webhooks=["store/order/created"], retries=Retries(retry_count=3), timeout=30)
    def welcome(params: Params, ctx: Context) -> None:
        ctx.logger.info("A new order", extra={"order": params.id})
    ```
    """
    limits = (_seconds(within), _seconds(start_within))
    _check_positive(timeout=timeout, coalesce=coalesce, loop_limit=loop_limit, hourly_limit=hourly_limit)
    _check_positive(within=limits[0], start_within=limits[1])
    checked, cancelling = _checked_scopes(webhooks), _checked_scopes(cancel_on)
    _check_cancel_on(checked, cancelling)
    if not checked and (coalesce is not None or one_at_a_time):
        raise DeclarationError(_NEEDS_WEBHOOKS)
    waits = tuple((scopes.check(scope), _checked_field(scope, field)) for scope, field in (waits_for or {}).items())
    if coalesce is not None and (waits or cancelling or limits != (None, None)):
        raise DeclarationError(_COALESCES)
    if lane not in LANES:
        raise UnknownLane(lane, LANES)
    _check_timeout(timeout, lane)
    policy = Retries(retry_count=retries) if isinstance(retries, int) else retries or Retries()
    schedule = None
    if any(option is not None for option in (every, cron, time_zone, for_each, spread, missed)):
        from storehook.schedules.schedule import declared as declared_schedule  # few actions have one

        schedule = declared_schedule(
            every=every, cron=cron, time_zone=time_zone, for_each=for_each, spread=spread, missed=missed
        )

    def declare(function: F) -> F:
        if any(is_lazy(function) for is_lazy in _LAZY):
            raise DeclarationError(f"{function.__name__}() must be a plain function: neither async nor with a yield.")
        declared = Action(
            name=function.__name__,
            function=function,
            webhooks=checked,
            waits_for=waits,
            cancel_on=cancelling,
            within=limits[0],
            start_within=limits[1],
            retries=policy,
            lane=lane,
            timeout=timeout,
            coalesce=coalesce,
            one_at_a_time=one_at_a_time,
            loop_limit=loop_limit,
            hourly_limit=hourly_limit,
            schedule=schedule,
            place=_place(function),
            parse=parser(_params_annotation(function)),
        )
        setattr(function, _ATTRIBUTE, declared)
        return function

    return declare


def _check_positive(**options: float | None) -> None:
    for name, value in options.items():
        if value is not None and value <= 0:
            raise DeclarationError(f"{name} must be above 0.")


def _checked_scopes(named: Sequence[str]) -> tuple[str, ...]:
    return tuple(scopes.check(scope) for scope in ([named] if isinstance(named, str) else named))


def _check_cancel_on(webhooks: tuple[str, ...], cancel_on: tuple[str, ...]) -> None:
    own = {family for scope in webhooks for family in families_of(scope)}
    for scope in cancel_on:
        if webhooks and not own & (other := families_of(scope)):
            raise DeclarationError(
                f"cancel_on={scope!r} never cancels a run: its events are about {_listed(other)}, and those of the "
                f"action's webhooks about {_listed(own)}. Name a scope with events about the same resource."
            )


def _listed(families: set[str]) -> str:
    return " or ".join(sorted(families)) or "no single resource"


def _seconds(time: timedelta | float | None) -> float | None:
    return time.total_seconds() if isinstance(time, timedelta) else time


def _check_timeout(timeout: float | None, lane: str) -> None:
    longest = LONGEST_ATTEMPT[lane] - MARGIN
    if timeout is not None and timeout > longest:
        long = f' Use lane="long" for up to {LONGEST_ATTEMPT["long"] - MARGIN:g} s.' if lane == "default" else ""
        raise DeclarationError(f"timeout={timeout:g} is too long: an attempt in lane {lane!r} has {longest:g} s.{long}")


def _checked_field(scope: str, field: str) -> str:
    if _FIELD.fullmatch(field):
        return field
    raise DeclarationError(
        f"waits_for has no field for {scope}: {field!r}. Name the field of the event that is compared, such as "
        '{"store/shipment/created": "orderId"}.'
    )


def action_of(function: Callable[..., object]) -> Action:
    """Return the declaration of a function.

    Raises:
        DeclarationError: it isn't declared with `@action`.
    """
    declared = getattr(function, _ATTRIBUTE, None)
    if not isinstance(declared, Action):
        raise DeclarationError(f"{function!r} isn't an action. Declare it with @action.")
    return declared


class Registry:
    """Actions of a deployment."""

    def __init__(self, actions: Iterable[Action]) -> None:
        """Index the actions by name. Two with the same name are a `DuplicateAction`."""
        self._actions: dict[str, Action] = {}
        for action in actions:
            if (other := self._actions.setdefault(action.name, action)) is not action:
                raise DuplicateAction(action.name, other.place, action.place)
        waits = (wait for action in self._actions.values() for wait in action.waits)
        self._waits = tuple(dict.fromkeys(waits))

    def get(self, name: str) -> Action | None:
        """Return the action of that name, or None."""
        return self._actions.get(name)

    def nearest(self, name: str) -> str | None:
        """Return the action's name that is most similar to a misspelled one, if any is similar."""
        return next(iter(get_close_matches(name, self._actions, n=1)), None)

    def matching(self, scope: str) -> list[Action]:
        """Return the actions that an event of this scope triggers, by name."""
        return [action for action in self if any(scopes.may_concern(pattern, scope) for pattern in action.webhooks)]

    def with_waiters(self) -> "Registry":
        """Return the actions, and one that stands for all waits, so that a catch-up finds what they missed."""
        if not self._waits:
            return self
        waiters = Action(
            name=WAITERS,
            function=_no_function,
            webhooks=tuple(dict.fromkeys(scope for scope, _ in self._waits)),
            retries=Retries(),
            lane="default",
            place=__file__,
            parse=lambda params: params,
        )
        return Registry([*self, waiters])

    def __iter__(self) -> Iterator[Action]:
        """Iterate over the actions by name."""
        return (self._actions[name] for name in sorted(self._actions))

    def scopes(self) -> set[str]:
        """Return all scopes to which actions subscribe, or for whose events they wait."""
        return {scope for action in self._actions.values() for scope in action.scopes}

    def waits(self, scope: str) -> tuple[tuple[str, str], ...]:
        """Return scope and field of each wait that an event of this scope may end."""
        return tuple(wait for wait in self._waits if scopes.may_concern(wait[0], scope))


def _no_function(_params: object, _context: object) -> None:
    """Stand in for a function that is never called."""


def discover(package: ModuleType) -> Registry:
    """Import every file of a package and collect its actions. Files whose names begin with `_` are ignored.

    Raises:
        ActionImportError: a file can't be imported. The message names it.
        DuplicateAction: two actions have the same name.
    """
    return Registry(action for name in _files(package) for action in _declared_in(imported(name)))


def without_actions(package: ModuleType) -> list[str]:
    """Return the files of an imported package that declare no action, such as `actions.bill`."""
    return [name for name in _files(package) if not _declared_in(imported(name))]


def _files(package: ModuleType) -> list[str]:
    names = sorted(info.name for info in pkgutil.iter_modules(package.__path__) if not info.name.startswith("_"))
    return [f"{package.__name__}.{name}" for name in names]


def imported(module: str) -> ModuleType:
    """Import an author's file.

    Raises:
        ActionImportError: it can't be imported, or ends the process. The message names it.
    """
    try:
        return importlib.import_module(module)
    except (Exception, SystemExit) as error:
        raise ActionImportError(f"{module.replace('.', '/')}.py", error) from error


def _declared_in(module: ModuleType) -> list[Action]:
    # If another file imports an action, it is still declared once: in the file of its function.
    values = (getattr(value, _ATTRIBUTE, None) for value in vars(module).values() if callable(value))
    return [value for value in values if isinstance(value, Action) and value.function.__module__ == module.__name__]


def _place(function: Callable[..., object]) -> str:
    line = inspect.unwrap(function).__code__.co_firstlineno
    return f"{inspect.getsourcefile(function) or function.__module__}:{line}"


def _params_annotation(function: Callable[..., object]) -> object:
    parameters = list(inspect.signature(function).parameters.values())
    if len(parameters) != 2:
        raise DeclarationError(f"{function.__name__}() must take two arguments: (params, ctx).")
    annotation = parameters[0].annotation
    if isinstance(annotation, str):
        # `from __future__ import annotations` leaves names. A name imported only for type checkers can't be resolved.
        return inspect.unwrap(function).__globals__.get(annotation)
    return annotation
