"""Deploys of a stack, and the versions of its functions that each one published.

A deploy publishes a version of each function that it changes, and CloudFormation keeps the earlier ones (AWS SAM docs,
AutoPublishAlias). Versions of one deploy have no common id, so the stack's events tell which belong together.
CloudFormation deletes events after 90 days. All deploys before that count as one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storehook_cli.errors import CommandError
from storehook_cli.stack.kept_resources import begins_operation, is_about_stack

if TYPE_CHECKING:
    from types_boto3_cloudformation.type_defs import StackEventTypeDef

VERSION = "AWS::Lambda::Version"

_COMPLETE = ("CREATE_COMPLETE", "UPDATE_COMPLETE")

type Versions = Mapping[str, int]
"""Version of each function, by the function's name."""

type Published = Mapping[str, Mapping[int, float]]
"""Unix seconds at which each version of each function was published."""


@dataclass(frozen=True, slots=True)
class Deploy:
    """Deploy that succeeded and published versions.

    Args:
        at: time at which it ended, in whole unix seconds.
        versions: version of every function since this deploy.
    """

    at: float
    versions: Versions


def deploys(events: "Iterable[StackEventTypeDef]", deployed: Versions, published: Published) -> list[Deploy]:
    """Return the deploys of a stack, oldest first.

    Args:
        events: the stack's events, newest first.
        deployed: versions of the newest deploy.
    """
    recorded = [*_recorded(events)]
    versions = _before(recorded, deployed, published)
    oldest = max((published[name].get(version, 0.0) for name, version in versions.items()), default=0.0)
    found = [Deploy(oldest, versions)] if versions else []
    for at, changed in recorded:
        versions = {**versions, **changed}
        found.append(Deploy(at, versions))
    return found


def function_and_version(arn: str) -> tuple[str, int]:
    """Split the ARN of a version: `arn:aws:lambda:eu-west-1:123456789012:function:NAME:7`."""
    *_, name, version = arn.split(":")
    return name, int(version)


def changes(live: Versions, target: Versions) -> dict[str, int]:
    """Return the new version of each function that has to change. A function that the target lacks stays as it is."""
    return {name: target[name] for name in live if target.get(name, live[name]) != live[name]}


def older(live: Versions, deployed: Versions) -> Versions:
    """Return the live version of each function that is rolled back."""
    return {name: version for name, version in live.items() if version < deployed[name]}


def newest_at(known: Sequence[Deploy], at: float) -> Deploy:
    """Return the deploy that was the newest at a time."""
    earlier = [deploy for deploy in known if deploy.at <= at]
    if not earlier:
        raise CommandError("No deploy is known from that time or before. To list all: storehook rollback --dry-run")
    return earlier[-1]


def previous(known: Sequence[Deploy], rollbacks: Iterable[tuple[float, float]]) -> Deploy:
    """Return the deploy that was live when the newest one started.

    Args:
        rollbacks: when each rollback happened and the time of the deploy that it made live, latest first.
    """
    if len(known) < 2:
        raise CommandError("No earlier deploy is known, so there is nothing to roll back to.")
    *earlier, before, newest = known
    made_live = (target for at, target in rollbacks if before.at < at < newest.at)
    target = next(made_live, before.at)
    return next((deploy for deploy in earlier if deploy.at == target), before)


def _recorded(events: "Iterable[StackEventTypeDef]") -> Iterator[tuple[float, Versions]]:
    """Yield the end of each deploy in the events, and the versions that it published, oldest first.

    A deploy that failed also leaves versions behind. They never became live together, so they do not count.
    """
    published: dict[str, int] = {}
    for event in reversed([*events]):
        is_complete = event.get("ResourceStatus") in _COMPLETE
        if begins_operation(event):
            published = {}
        elif is_complete and event.get("ResourceType") == VERSION:
            published.update([function_and_version(event.get("PhysicalResourceId", ""))])
        elif is_complete and is_about_stack(event) and published:
            yield float(int(event["Timestamp"].timestamp())), published
            published = {}


def _before(recorded: Sequence[tuple[float, Versions]], deployed: Versions, published: Published) -> Versions:
    """Return the versions from before the first recorded deploy. A function that it created has none."""
    first: Versions = {}
    for _, changed in recorded:
        first = {**changed, **first}
    unchanged = {name: version for name, version in deployed.items() if name not in first}
    earlier = {name: [number for number in published[name] if number < first[name]] for name in deployed.keys() & first}
    return unchanged | {name: max(numbers) for name, numbers in earlier.items() if numbers}
