"""A stack is deleted: what cannot be had again outlives it, if it is protected, and a new one is made around it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.support.deployed import until
from tests.support.runs import run

from storehook.aws.runs import DynamoRunRepository
from storehook.aws.stores import DynamoStores, KmsCipher
from storehook.stores.store import Store
from storehook_cli.local.local_stack import LocalStack
from storehook_cli.stack import bundle

KEPT = {"Runs", "Records", "Stores", "Audit", "AppSecret", "HookSecret", "TokenKey"}

NAME = "storehook-deleted"

RECORD = {"pk": {"S": "abc123#Order"}, "sk": {"S": "113"}}


class Doomed:
    """A stack of its own in the local AWS.

    Args:
        stack: the one that the others use.
        parameters: its own.
    """

    def __init__(self, stack: LocalStack, *parameters: str) -> None:
        self.stack = stack
        self.cloudformation: Any = stack.emulator.client("cloudformation")
        self.deploy(*parameters)

    def deploy(self, *parameters: str) -> None:
        """Have it made, or made anew."""
        options = ["--template-file", str(self.stack.state / "build" / "template.yaml"), "--stack-name", NAME]
        options += ["--resolve-s3", "--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
        bundle.sam(
            ["deploy", *options, "--parameter-overrides", f"Architecture={bundle.architecture()}", *parameters],
            project=self.stack.project,
            environment=self.stack.emulator.credentials,
        )
        found = self.cloudformation.describe_stack_resources(StackName=NAME)["StackResources"]
        self.names = {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in found}

    def delete(self) -> None:
        """Delete it, and wait until it has gone."""
        self.cloudformation.delete_stack(StackName=NAME)
        until(self._is_gone)

    def restore(self) -> str:
        """Have it restored as the document says; give what the command printed."""
        command = [str(Path(sys.executable).parent / "storehook"), "restore", "--stack-name", NAME, "--yes"]
        environment = os.environ | self.stack.emulator.credentials
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    def _is_gone(self) -> bool:
        try:
            (found,) = self.cloudformation.describe_stacks(StackName=NAME)["Stacks"]
        except ClientError:
            return True
        assert not found["StackStatus"].endswith("FAILED")
        return found["StackStatus"] == "DELETE_COMPLETE"

    def left(self) -> set[str]:
        """Return the resources that must be kept and still work."""
        dynamodb, vault = self.stack.emulator.client("dynamodb"), self.stack.emulator.client("secretsmanager")
        kms = self.stack.emulator.client("kms")
        looks: dict[str, Callable[[str], object]] = {
            **dict.fromkeys(
                ("Runs", "Records", "Stores", "Audit"), lambda name: dynamodb.describe_table(TableName=name)
            ),
            **dict.fromkeys(("AppSecret", "HookSecret"), lambda name: vault.get_secret_value(SecretId=name)),
            "TokenKey": lambda name: kms.encrypt(KeyId=name, Plaintext=b"x"),
        }
        return {logical for logical, look in looks.items() if works(look, self.names[logical])}

    def stores(self) -> DynamoStores:
        """Its table of stores, with its key."""
        cipher = KmsCipher(self.stack.emulator.client("kms"), self.names["TokenKey"])
        return DynamoStores(self.stack.emulator.client("dynamodb"), self.names["Stores"], cipher)

    def functions_stores(self) -> DynamoStores:
        """The same, as a function that reads tokens is told where they are."""
        found = self.stack.emulator.client("lambda").get_function_configuration(FunctionName=self.names["Reconciler"])
        told = found.get("Environment", {}).get("Variables", {})
        cipher = KmsCipher(self.stack.emulator.client("kms"), told["TOKEN_KEY"])
        return DynamoStores(self.stack.emulator.client("dynamodb"), told["STORES_TABLE"], cipher)

    def runs(self) -> DynamoRunRepository:
        """Its table of runs."""
        return DynamoRunRepository(self.stack.emulator.client("dynamodb"), self.names["Runs"], retention=1.0)

    def kept(self) -> dict[str, str]:
        """Return the names of the kept resources, and the values of the secrets."""
        vault = self.stack.emulator.client("secretsmanager")
        values = {
            f"{name}'s value": vault.get_secret_value(SecretId=self.names[name])["SecretString"]
            for name in ("AppSecret", "HookSecret")
        }
        return {name: self.names[name] for name in KEPT} | values


def works(look: Callable[[str], object], name: str) -> bool:
    try:
        look(name)
    except ClientError:
        return False
    return True


@pytest.mark.timeout(300)
def test_a_stack_that_is_not_protected_leaves_nothing_behind(stack: LocalStack) -> None:
    doomed = Doomed(stack, "Protected=false")

    doomed.delete()

    assert doomed.left() == set()


@pytest.mark.timeout(600)
def test_a_restored_stack_has_the_deleted_ones_tables_secrets_and_key_and_what_is_in_them(stack: LocalStack) -> None:
    """It is deployed without a word of `Protected`: the import has kept the parameters.

    The local AWS had to be taught to import a secret (`local/local_aws.py`). It makes a new value for one whose
    `GenerateSecretString` changes, as AWS documents. Of one name it remembers one deleted stack; AWS all, for 90 days.
    """
    dynamodb = stack.emulator.client("dynamodb")
    doomed = Doomed(stack, "Protected=true", "LogRetentionDays=7")
    doomed.stores().save(Store("abc123"), "canary-token")
    doomed.runs().save(run())
    dynamodb.put_item(TableName=doomed.names["Records"], Item=RECORD)
    before, run_before = doomed.kept(), doomed.runs().get(run().key)
    doomed.delete()
    assert doomed.left() == KEPT

    said = doomed.restore()
    doomed.deploy()

    assert all(before[name] in said for name in KEPT)
    assert doomed.kept() == before
    credentials = doomed.functions_stores().credentials("abc123")
    assert credentials is not None
    assert credentials.token == "canary-token"
    assert doomed.runs().get(run().key) == run_before is not None
    assert dynamodb.get_item(TableName=doomed.names["Records"], Key=RECORD).get("Item") == RECORD
    assert "nothing was restored" in doomed.restore()
    doomed.delete()
    assert doomed.left() == KEPT
