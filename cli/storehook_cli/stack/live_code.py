"""Live version of each function of a stack: the one that the alias `live` names. Every caller invokes the alias.

A version has its code, its layers and its variables (AWS docs, "Manage Lambda function versions"). A function keeps
access to a layer version that was deleted (AWS docs, "Deleting a layer version").

CloudFormation does not see that an alias was moved. A deploy moves the alias of a function only if it publishes a new
version of that function.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from storehook_cli.errors import CommandError
from storehook_cli.stack.deployment import ALIAS, Deployment
from storehook_cli.stack.deploys import VERSION, Deploy, Published, Versions, deploys, function_and_version, older

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_cloudformation.type_defs import StackEventTypeDef
    from types_boto3_lambda import LambdaClient


@dataclass(frozen=True, slots=True)
class LiveCode:
    """Reads and moves the aliases of a stack's functions."""

    deployment: Deployment

    def logical_names(self) -> dict[str, str]:
        """Return the name in the template of each function, by the function's name."""
        return {name: logical for logical, name in self.deployment.resources("AWS::Lambda::Function")}

    def deployed(self) -> Versions:
        """Return the version that the newest deploy published of each function."""
        return dict(function_and_version(arn) for _, arn in self.deployment.resources(VERSION))

    def live(self, functions: Iterable[str]) -> Versions:
        """Return the live version of each of these functions."""
        return {name: self._live(name) for name in functions}

    def rolled_back(self) -> Versions:
        """Return the live version of each function that has an older one than the newest deploy published."""
        deployed = self.deployed()
        return older(self.live(deployed), deployed)

    def published(self, functions: Iterable[str]) -> Published:
        """Return the time at which each kept version of these functions was published."""
        return {name: dict(self._published(name)) for name in functions}

    def deploys(self, deployed: Versions, published: Published) -> list[Deploy]:
        """Return the known deploys, oldest first."""
        return deploys(self._events(), deployed, published)

    def variables(self, name: str, version: int) -> dict[str, str]:
        """Return the environment variables of a version."""
        configuration = self._lambda.get_function_configuration(FunctionName=name, Qualifier=str(version))
        return configuration.get("Environment", {}).get("Variables", {})

    def require_idle(self) -> None:
        """Refuse while CloudFormation changes the stack: it would move the aliases, too."""
        stacks = self._cloudformation.describe_stacks(StackName=self.deployment.stack_name)["Stacks"]
        if (status := stacks[0]["StackStatus"]).endswith("_IN_PROGRESS"):
            raise CommandError(
                f"CloudFormation is changing the stack ({status}). Wait until it has finished. To stop a deploy: "
                f"aws cloudformation cancel-update-stack --stack-name {self.deployment.stack_name}"
            )

    def move(self, versions: Versions) -> None:
        """Make a version of each of these functions live."""
        for name, version in versions.items():
            self._lambda.update_alias(FunctionName=name, Name=ALIAS, FunctionVersion=str(version))

    def go_live(self) -> Versions:
        """Make the newest deploy live where it is rolled back. Return the versions that are live since."""
        deployed = self.deployed()
        versions = {name: deployed[name] for name in older(self.live(deployed), deployed)}
        self.move(versions)
        return versions

    def _live(self, name: str) -> int:
        return int(self._lambda.get_alias(FunctionName=name, Name=ALIAS)["FunctionVersion"])

    def _published(self, name: str) -> Iterator[tuple[int, float]]:
        paginator = self._lambda.get_paginator("list_versions_by_function")
        for page in paginator.paginate(FunctionName=name):
            for version in page["Versions"]:
                number, at = version.get("Version", ""), version.get("LastModified", "")
                if number.isdigit():  # not $LATEST
                    yield int(number), datetime.fromisoformat(at).timestamp()

    def _events(self) -> "Iterator[StackEventTypeDef]":
        paginator = self._cloudformation.get_paginator("describe_stack_events")
        for page in paginator.paginate(StackName=self.deployment.stack_name):
            yield from page["StackEvents"]

    @property
    def _lambda(self) -> "LambdaClient":
        return self.deployment.client("lambda")

    @property
    def _cloudformation(self) -> "CloudFormationClient":
        return self.deployment.client("cloudformation")
