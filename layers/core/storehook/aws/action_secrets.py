"""Secrets of actions in SSM Parameter Store, as operators manage them. Functions read them with `aws.own_secrets`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storehook.operations.action_secrets import SecretEntry

if TYPE_CHECKING:
    from types_boto3_ssm import SSMClient

PAGE = 50
"""Most parameters in one call ("DescribeParameters", Systems Manager API reference)."""


@dataclass(frozen=True, slots=True)
class SsmActionSecrets:
    """Secrets of actions: `operations.action_secrets.ActionSecrets`.

    Args:
        path: path of the stack's secrets, such as `/storehook/shop/secrets`.
    """

    client: "SSMClient"
    path: str

    def put(self, name: str, text: str) -> None:
        # The tier is explicit, since an account can make the paid tier its default.
        self.client.put_parameter(
            Name=f"{self.path}/{name}", Value=text, Type="SecureString", Tier="Standard", Overwrite=True
        )

    def delete(self, name: str) -> bool:
        try:
            self.client.delete_parameter(Name=f"{self.path}/{name}")
        except self.client.exceptions.ParameterNotFound:
            return False
        return True

    def all(self) -> Iterator[SecretEntry]:
        # Describe, do not get: no secret leaves Parameter Store, not even encrypted.
        pages = self.client.get_paginator("describe_parameters").paginate(
            ParameterFilters=[{"Key": "Path", "Option": "OneLevel", "Values": [self.path]}],
            PaginationConfig={"PageSize": PAGE},
        )
        for parameter in (parameter for page in pages for parameter in page["Parameters"]):
            name, changed_at = parameter.get("Name", ""), parameter.get("LastModifiedDate")
            yield SecretEntry(name.removeprefix(f"{self.path}/"), changed_at.timestamp() if changed_at else 0.0)
