"""Declaring actions, and finding the ones that are declared."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from types import ModuleType
from typing import Any

from storehook.actions.params import Params, parser
from storehook.errors import ActionImportError, DeclarationError, DuplicateAction, UnknownLane
from storehook.queues.lanes import LANES
from storehook.runs.retries import Retries
from storehook.webhooks import scopes

LOOP_LIMIT = 8
"""How many writes may answer one another's echoes, unless an action says otherwise."""

_ATTRIBUTE = "__storehook_action__"

_LAZY = (inspect.iscoroutinefunction, inspect.isgeneratorfunction, inspect.isasyncgenfunction)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A function that runs when a webhook arrives.

    Args:
        name: the function's name; runs are kept under it.
        function: the author's function, called with params and context.
        webhooks: the scopes that trigger it, wildcards included.
        retries: when a failed attempt is followed by another.
        lane: the lane that it runs in.
        timeout: how long an attempt may take, in seconds; None for as long as its function may.
        coalesce: the length of the windows in which only a resource's last event runs, in seconds; None for no windows.
        one_at_a_time: whether at most one of its runs about a resource is live.
        loop_limit: how many writes may answer one another's echoes.
        place: where it is declared, for messages: the file and the line.
        parse: turns params into what the function's first argument is annotated with.
    """

    name: str
    function: Callable[..., object]
    webhooks: tuple[str, ...]
    retries: Retries
    lane: str
    timeout: float | None = None
    coalesce: float | None = None
    one_at_a_time: bool = False
    loop_limit: int = LOOP_LIMIT
    place: str
    parse: Callable[[Params], Any]

    def __call__(self, params: Params, context: Any) -> object:
        """Run the author's function, and give what it returns.

        Raises:
            ParamsInvalid: if the params do not fit the model that the function asks for.
        """
        return self.function(self.parse(params), context)


def action[F: Callable[..., object]](
    *,
    webhooks: Sequence[str] = (),
    retries: Retries | int | None = None,
    timeout: float | None = None,
    lane: str = "default",
    coalesce: float | None = None,
    one_at_a_time: bool = False,
    loop_limit: int = LOOP_LIMIT,
) -> Callable[[F], F]:
    """Declare that a function runs when webhooks arrive. The function stays a plain function.

    Args:
        webhooks: BigCommerce scopes; a last `*` stands for everything below. Without any, only other actions run it.
        retries: a `Retries`, or the number of attempts after the first; the default is 8 over about 17 hours.
        timeout: how long an attempt may take, in seconds; then it has failed, and counts. The default is what its lane
            has, less 2 s: 58 s, or almost 15 minutes in `long`.
        lane: the lane to run in: `default`, or `long` for what takes more than a minute.
        coalesce: seconds. The first event of a resource opens a window of that length. At its end there is one run, of
            the last of its events; they are recorded as `coalesced`. For what fetches the resource anyway.
        one_at_a_time: whether at most one of its runs about a resource is live, waits for a retry included; the next
            begins when it has ended. BigCommerce tells of one new order several times within milliseconds.
        loop_limit: how many writes may answer one another's echoes before `LoopDetected`.

    Raises:
        UnknownScope: BigCommerce has no such scope; the message names the nearest.
        UnknownLane: no such lane is deployed.
        DeclarationError: the function does not take params and a context, or an option makes no sense.

    ```python
    from storehook import Context, Params, Retries, action

    @action(webhooks=["store/order/created"], retries=Retries(retry_count=3), timeout=30)
    def welcome(params: Params, ctx: Context) -> None:
        ctx.logger.info("A new order", extra={"order": params.id})
    ```
    """
    if any(option is not None and option <= 0 for option in (timeout, coalesce, loop_limit)):
        raise DeclarationError("timeout, coalesce and loop_limit must be above 0.")
    checked = tuple(scopes.check(scope) for scope in ([webhooks] if isinstance(webhooks, str) else webhooks))
    if lane not in LANES:
        raise UnknownLane(lane, LANES)
    policy = Retries(retry_count=retries) if isinstance(retries, int) else retries or Retries()

    def declare(function: F) -> F:
        if any(is_lazy(function) for is_lazy in _LAZY):
            raise DeclarationError(f"{function.__name__}() must be a plain function: neither async nor with a yield.")
        declared = Action(
            name=function.__name__,
            function=function,
            webhooks=checked,
            retries=policy,
            lane=lane,
            timeout=timeout,
            coalesce=coalesce,
            one_at_a_time=one_at_a_time,
            loop_limit=loop_limit,
            place=_place(function),
            parse=parser(_params_annotation(function)),
        )
        setattr(function, _ATTRIBUTE, declared)
        return function

    return declare


def action_of(function: Callable[..., object]) -> Action:
    """What a function was declared as.

    Raises:
        DeclarationError: it was not declared with `@action`.
    """
    declared = getattr(function, _ATTRIBUTE, None)
    if not isinstance(declared, Action):
        raise DeclarationError(f"{function!r} is no action: declare it with @action.")
    return declared


class Registry:
    """The actions of one deployment."""

    def __init__(self, actions: Iterable[Action]) -> None:
        """Take the actions in.

        Raises:
            DuplicateAction: if two have one name.
        """
        self._actions: dict[str, Action] = {}
        for found in actions:
            if (other := self._actions.setdefault(found.name, found)) is not found:
                raise DuplicateAction(found.name, other.place, found.place)

    def get(self, name: str) -> Action | None:
        """The action of that name, or None."""
        return self._actions.get(name)

    def nearest(self, name: str) -> str | None:
        """Return the action's name that is most similar to a misspelled one, if any is similar."""
        return next(iter(get_close_matches(name, self._actions, n=1)), None)

    def matching(self, scope: str) -> list[Action]:
        """The actions that an event of this scope triggers, in the order of their names."""
        return [found for found in self if any(scopes.may_concern(pattern, scope) for pattern in found.webhooks)]

    def __iter__(self) -> Iterator[Action]:
        """The actions, in the order of their names."""
        return (self._actions[name] for name in sorted(self._actions))

    def scopes(self) -> set[str]:
        """Every scope that some action asks for."""
        return {scope for found in self._actions.values() for scope in found.webhooks}


def discover(package: ModuleType) -> Registry:
    """Import every file of a package and collect the actions in them; files that begin with `_` are left out.

    Raises:
        ActionImportError: if a file cannot be imported; the message names it.
        DuplicateAction: if two actions have one name.
    """
    names = sorted(info.name for info in pkgutil.iter_modules(package.__path__) if not info.name.startswith("_"))
    return Registry(found for name in names for found in _declared_in(imported(f"{package.__name__}.{name}")))


def imported(module: str) -> ModuleType:
    """Import an author's file.

    Raises:
        ActionImportError: it cannot be imported, or ends the process; the message names it.
    """
    try:
        return importlib.import_module(module)
    except (Exception, SystemExit) as error:
        raise ActionImportError(f"{module.replace('.', '/')}.py", error) from error


def _declared_in(module: ModuleType) -> list[Action]:
    # An action that another file imports is declared once, where its function lives.
    found = (getattr(value, _ATTRIBUTE, None) for value in vars(module).values() if callable(value))
    return [each for each in found if isinstance(each, Action) and each.function.__module__ == module.__name__]


def _place(function: Callable[..., object]) -> str:
    line = inspect.unwrap(function).__code__.co_firstlineno
    return f"{inspect.getsourcefile(function) or function.__module__}:{line}"


def _params_annotation(function: Callable[..., object]) -> object:
    parameters = list(inspect.signature(function).parameters.values())
    if len(parameters) != 2:
        raise DeclarationError(f"{function.__name__}() must take two arguments: (params, ctx).")
    annotation = parameters[0].annotation
    if isinstance(annotation, str):
        # `from __future__ import annotations` leaves names; one that is only imported for type checkers stays unknown.
        return inspect.unwrap(function).__globals__.get(annotation)
    return annotation
