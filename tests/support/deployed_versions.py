"""A stack in memory, with its deploys, the versions of its functions, and the aliases."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError
from tests.support.storehook_command import MemoryStack

STACK_ID = "arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/1"
ARN = "arn:aws:lambda:eu-west-1:123456789012:function:"

FIRST = 1_700_000_000.0
"""Time of the first deploy, in unix seconds."""

DAY = 86_400.0


@dataclass
class DeployedVersions(MemoryStack):
    """A stack that a test deploys. Each deploy is a day after the one before it.

    Args:
        events: the stack's events, oldest first.
        published: publication times by function and version.
        deployed: the version of each function in the stack.
        aliases: the live version of each function.
        variables: environment variables by function and version.
        refuses: an AWS operation that is denied.
    """

    stack_name: str = "shop"
    status: str = "UPDATE_COMPLETE"
    events: list[Any] = field(default_factory=list)
    published: dict[str, dict[int, float]] = field(default_factory=dict)
    deployed: dict[str, int] = field(default_factory=dict)
    aliases: dict[str, int] = field(default_factory=dict)
    variables: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict)
    refuses: str = ""
    deploys: int = 0

    def deploy(self, *functions: str, fails: bool = False) -> float:
        """Deploy new code of these functions, and return the time."""
        at, before = FIRST + self.deploys * DAY, self.deployed | {}
        kind = "UPDATE" if self.deploys else "CREATE"
        self.deploys += 1
        self._event(f"{kind}_IN_PROGRESS", at - 60)
        for name in functions:
            self._publish(name, at - 30)
        if fails:
            self.deployed = before
            self.aliases |= {name: version for name, version in before.items() if name in functions}
        self._event("UPDATE_ROLLBACK_COMPLETE" if fails else f"{kind}_COMPLETE", at)
        return at

    def resources(self, kind: str) -> Iterator[tuple[str, str]]:
        """Yield the resources of a type."""
        for name, version in self.deployed.items():
            if kind == "AWS::Lambda::Version":
                yield f"{name}Version{version}", f"{ARN}{name}:{version}"
            elif kind == "AWS::Lambda::Function":
                yield name.removeprefix("shop-"), name

    def client(self, _: str) -> Any:
        """Return this stack as a client of each service."""
        return self

    def get_paginator(self, operation: str) -> Any:
        return {"describe_stack_events": _Events, "list_versions_by_function": _Published}[operation](self)

    def describe_stacks(self, StackName: str) -> Any:  # noqa: N803
        return {"Stacks": [{"StackName": StackName, "StackStatus": self.status}]}

    def get_alias(self, FunctionName: str, Name: str) -> Any:  # noqa: N803
        assert Name == "live"
        self._answer("GetAlias")
        return {"FunctionVersion": str(self.aliases[FunctionName])}

    def update_alias(self, FunctionName: str, Name: str, FunctionVersion: str) -> None:  # noqa: N803
        assert Name == "live"
        self._answer(f"UpdateAlias {FunctionName}")
        self.aliases[FunctionName] = int(FunctionVersion)

    def get_function_configuration(self, FunctionName: str, Qualifier: str) -> Any:  # noqa: N803
        return {"Environment": {"Variables": self.variables.get((FunctionName, int(Qualifier)), {})}}

    def _answer(self, call: str) -> None:
        if call == self.refuses:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "not authorized"}}, call.split()[0])

    def _publish(self, name: str, at: float) -> None:
        versions = self.published.setdefault(name, {})
        version = max(versions, default=0) + 1
        versions[version] = at
        self.deployed[name] = self.aliases[name] = version
        self._event("CREATE_COMPLETE", at, f"{ARN}{name}:{version}", "AWS::Lambda::Version")

    def _event(
        self, status: str, at: float, physical: str = STACK_ID, kind: str = "AWS::CloudFormation::Stack"
    ) -> None:
        event: Mapping[str, Any] = {
            "StackId": STACK_ID,
            "Timestamp": datetime.fromtimestamp(at + 0.5, UTC),
            "PhysicalResourceId": physical,
            "ResourceType": kind,
            "ResourceStatus": status,
        }
        self.events.append(event)


@dataclass
class _Events:
    stack: DeployedVersions

    def paginate(self, StackName: str) -> Any:  # noqa: N803
        assert StackName == self.stack.stack_name
        newest_first = self.stack.events[::-1]
        half = len(newest_first) // 2
        return [{"StackEvents": newest_first[:half]}, {"StackEvents": newest_first[half:]}]


@dataclass
class _Published:
    stack: DeployedVersions

    def paginate(self, FunctionName: str) -> Any:  # noqa: N803
        versions = self.stack.published[FunctionName].items()
        latest = {"Version": "$LATEST", "LastModified": "2026-12-01T00:00:00.000+0000"}
        numbered = [
            {"Version": str(number), "LastModified": f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%S}.000+0000"}
            for number, at in versions
        ]
        return [{"Versions": [latest, *numbered]}]
