"""A stack is deleted: what cannot be had again outlives it, if it is protected."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.support.deployed import until

from storehook.aws.stores import DynamoStores, KmsCipher
from storehook.stores.store import Store
from storehook_cli.local.local_stack import LocalStack, architecture
from storehook_cli.stack import bundle

KEPT = {"Runs", "Records", "Stores", "AppSecret", "HookSecret", "TokenKey"}

NAME = "storehook-deleted"


class Doomed:
    """A stack of its own in the local AWS.

    Args:
        stack: the one that the others use.
        protected: its parameter.
    """

    def __init__(self, stack: LocalStack, *, protected: bool) -> None:
        self.stack = stack
        self.cloudformation: Any = stack.emulator.client("cloudformation")
        options = ["--template-file", str(stack.state / "build" / "template.yaml"), "--stack-name", NAME]
        options += ["--resolve-s3", "--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
        parameters = [f"Architecture={architecture()}", f"Protected={str(protected).lower()}"]
        bundle.sam(
            ["deploy", *options, "--parameter-overrides", *parameters],
            project=stack.project,
            environment=stack.emulator.credentials,
        )
        found = self.cloudformation.describe_stack_resources(StackName=NAME)["StackResources"]
        self.names = {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in found}

    def delete(self) -> None:
        """Delete it, and wait until it has gone."""
        self.cloudformation.delete_stack(StackName=NAME)
        until(self._is_gone)

    def _is_gone(self) -> bool:
        try:
            (found,) = self.cloudformation.describe_stacks(StackName=NAME)["Stacks"]
        except ClientError:
            return True
        assert not found["StackStatus"].endswith("FAILED")
        return found["StackStatus"] == "DELETE_COMPLETE"

    def left(self) -> set[str]:
        """What can still be used of what must be kept."""
        dynamodb, vault = self.stack.emulator.client("dynamodb"), self.stack.emulator.client("secretsmanager")
        kms = self.stack.emulator.client("kms")
        looks: dict[str, Callable[[str], object]] = {
            **dict.fromkeys(("Runs", "Records", "Stores"), lambda name: dynamodb.describe_table(TableName=name)),
            **dict.fromkeys(("AppSecret", "HookSecret"), lambda name: vault.get_secret_value(SecretId=name)),
            "TokenKey": lambda name: kms.encrypt(KeyId=name, Plaintext=b"x"),
        }
        return {logical for logical, look in looks.items() if works(look, self.names[logical])}

    def stores(self) -> DynamoStores:
        """Its table of stores, with its key."""
        cipher = KmsCipher(self.stack.emulator.client("kms"), self.names["TokenKey"])
        return DynamoStores(self.stack.emulator.client("dynamodb"), self.names["Stores"], cipher)


def works(look: Callable[[str], object], name: str) -> bool:
    try:
        look(name)
    except ClientError:
        return False
    return True


@pytest.mark.timeout(300)
def test_tables_secrets_and_the_key_outlive_a_protected_stack_and_open_its_stores_still(stack: LocalStack) -> None:
    doomed = Doomed(stack, protected=True)
    doomed.stores().save(Store("abc123"), "canary-token")

    doomed.delete()

    assert doomed.left() == KEPT
    credentials = doomed.stores().credentials("abc123")
    assert credentials is not None
    assert credentials.token == "canary-token"


@pytest.mark.timeout(300)
def test_a_stack_that_is_not_protected_leaves_nothing_behind(stack: LocalStack) -> None:
    doomed = Doomed(stack, protected=False)

    doomed.delete()

    assert doomed.left() == set()
