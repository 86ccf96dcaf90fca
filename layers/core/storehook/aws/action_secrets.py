"""The secrets of authors' own, as operators keep them in SSM Parameter Store: see `aws.own_secrets`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storehook.operations.action_secrets import SecretEntry

if TYPE_CHECKING:
    from types_boto3_ssm import SSMClient

PAGE = 50
"""Parameters that are described at once, at most ("DescribeParameters", Systems Manager API reference)."""


@dataclass(frozen=True, slots=True)
class SsmActionSecrets:
    """The secrets, as an operator keeps them.

    Args:
        client: Parameter Store.
        path: where the stack's secrets are, such as `/storehook/shop/secrets`.
    """

    client: "SSMClient"
    path: str

    def put(self, name: str, text: str) -> None:
        """As `operations.action_secrets.ActionSecrets.put`."""
        # The tier is said, as an account can make the one that costs the default.
        self.client.put_parameter(
            Name=f"{self.path}/{name}", Value=text, Type="SecureString", Tier="Standard", Overwrite=True
        )

    def delete(self, name: str) -> bool:
        """As `operations.action_secrets.ActionSecrets.delete`."""
        try:
            self.client.delete_parameter(Name=f"{self.path}/{name}")
        except self.client.exceptions.ParameterNotFound:
            return False
        return True

    def all(self) -> Iterator[SecretEntry]:
        """As `operations.action_secrets.ActionSecrets.all`."""
        # Described, not fetched: no text leaves Parameter Store, not even encrypted.
        pages = self.client.get_paginator("describe_parameters").paginate(
            ParameterFilters=[{"Key": "Path", "Option": "OneLevel", "Values": [self.path]}],
            PaginationConfig={"PageSize": PAGE},
        )
        for found in (each for page in pages for each in page["Parameters"]):
            name, changed_at = found.get("Name", ""), found.get("LastModifiedDate")
            yield SecretEntry(name.removeprefix(f"{self.path}/"), changed_at.timestamp() if changed_at else 0.0)
