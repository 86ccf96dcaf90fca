"""The local AWS with a gate for permissions: it refuses a change of a resource that the caller may not make.

CloudFormation calls the services in the name of the caller ("AWS CloudFormation service role", user guide). The local
AWS changes the resource without asking IAM. This module runs in the local AWS's process, with its packages.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from storehook_cli.local import local_aws


def main(packages: str) -> None:
    """Serve until SIGTERM.

    Args:
        packages: folder of the tests' packages. AWS's published tables are among them.
    """
    import_module("ministack.app")
    stacks: Any = import_module("ministack.services.cloudformation.stacks")
    gate = PermissionGate(packages, stacks._provision_resource, stacks._update_resource, stacks._delete_resource)
    stacks._provision_resource, stacks._update_resource, stacks._delete_resource = gate.create, gate.update, gate.delete
    local_aws.main()


@dataclass(frozen=True)
class PermissionGate:
    """Stands before the functions with which the local AWS changes resources.

    Args:
        boundaries: permissions boundary of each role. The local AWS does not store those of a template.
    """

    packages: str
    created: Any
    updated: Any
    deleted: Any
    boundaries: dict[str, str] = field(default_factory=dict[str, str])

    def create(self, kind: str, logical: str, properties: Any, stack: str) -> Any:
        """Create a resource."""
        self._require("create", kind, logical, properties, stack)
        name, attributes = self.created(kind, logical, properties, stack)
        self.boundaries[name] = properties.get("PermissionsBoundary", "")
        return name, attributes

    def update(self, kind: str, physical: str, old: Any, new: Any, stack: str, logical: str, *more: Any) -> Any:
        """Update a resource. CloudFormation makes no call for one that stays as it is."""
        if old != new:
            self._require("update", kind, logical, new, stack)
        return self.updated(kind, physical, old, new, stack, logical, *more)

    def delete(self, kind: str, physical: str, properties: Any, stack: str, logical: str) -> Any:
        """Delete a resource."""
        self._require("delete", kind, logical, properties, stack)
        return self.deleted(kind, physical, properties, stack, logical)

    def _require(self, act: str, kind: str, logical: str, properties: Any, stack: str) -> None:
        """Fail the resource unless the caller may make each call that the act needs. The administrator may."""
        evaluator: Any = import_module("ministack.core.iam_evaluator")
        caller = evaluator.caller_arn()
        if caller.endswith(":root"):
            return
        for request in self._requests(act, logical, {"Type": kind, "Properties": properties}, stack):
            if not self._tests("iam").is_allowed([*_statements(caller)], request):
                raise ValueError(f"User: {caller} is not authorized to perform: {request.action} on {request.resource}")

    def _requests(self, act: str, logical: str, resource: Any, stack: str) -> Iterator[Any]:
        responses: Any = import_module("ministack.core.responses")
        where, properties = (responses.get_region(), responses.get_account_id()), resource["Properties"]
        bucket = properties.get("Code", properties.get("Content", {})).get("S3Bucket", "")
        place = self._tests("cloudformation_calls").Place(
            logical, resource, stack, *where, self._boundary(properties), bucket
        )
        return place.requests(act)

    def _boundary(self, properties: Mapping[str, Any]) -> str:
        """Return the permissions boundary of a role, or of the role that a policy is for."""
        if "Roles" in properties:
            return self.boundaries.get(properties["Roles"][0], "")
        return properties.get("PermissionsBoundary", "")

    def _tests(self, name: str) -> Any:
        if self.packages not in sys.path:
            sys.path.append(self.packages)
        return import_module(f"tests.support.{name}")


def _statements(caller: str) -> Iterator[Mapping[str, Any]]:
    """Yield the statements of the policies that are attached to a user."""
    evaluator: Any = import_module("ministack.core.iam_evaluator")
    iam: Any = import_module("ministack.services.iam")
    account, user = caller.split(":")[4], caller.rpartition("/")[2]
    for arn in iam._users[user]["AttachedPolicies"]:
        document = evaluator._resolve_managed_policy_document(arn, account)
        yield from (json.loads(document) if isinstance(document, str) else document)["Statement"]
