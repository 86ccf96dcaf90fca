"""Each role may use the key for its purposes only. The local AWS does not enforce these conditions.

`kms:EncryptionContext:<name>` is what a request's encryption context has under a name, and absent if it has none. An
absent key fulfils no StringEquals; `Null` "false" asks that it be there (AWS, "AWS KMS condition keys",
https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html; "IAM JSON policy elements: Condition
operators", https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).
"""

from itertools import product
from typing import Any

import pytest

from storehook.aws.kms_cipher import KmsCipher
from storehook.stores.store import SECRETS, Secret
from storehook_cli.authoring.template import Resources, of_type

KEY = {"GetAtt": "TokenKey.Arn"}
PREFIX = "kms:EncryptionContext:"

type Use = tuple[str, str, str]
"""A role, an action, and the kind of secret."""

USES: set[Use] = {
    ("IngestRole", "kms:Decrypt", "client_secret"),
    ("DefaultConsumerRole", "kms:Decrypt", "token"),
    ("LongConsumerRole", "kms:Decrypt", "token"),
    ("ReconcilerRole", "kms:Decrypt", "token"),
    ("ConnectRole", "kms:Encrypt", "token"),
}
"""Everything that functions do with the key. A client secret is only encrypted by who adds a store: an operator."""


class ListeningKms:
    """Remembers the encryption context that it is asked with."""

    def __init__(self) -> None:
        self.context: dict[str, str] = {}

    def encrypt(self, EncryptionContext: dict[str, str], **_: object) -> dict[str, bytes]:  # noqa: N803
        self.context = EncryptionContext
        return {"CiphertextBlob": b"encrypted"}


def context_of(kind: Secret) -> dict[str, str]:
    """Return the encryption context that our code sends to KMS."""
    kms = ListeningKms()
    KmsCipher(kms, "key").encrypt("abc", kind, "secret")  # type: ignore[arg-type]
    return kms.context


def fulfils(condition: dict[str, dict[str, str]], context: dict[str, str]) -> bool:
    """Say whether a request meets a condition of the template."""
    assert condition.keys() <= {"StringEquals", "Null"}
    assert all(name.startswith(PREFIX) for keys in condition.values() for name in keys)
    found = {PREFIX + name: value for name, value in context.items()}
    return all(found.get(name) == value for name, value in condition.get("StringEquals", {}).items()) and all(
        (name in found) == (value == "false") for name, value in condition.get("Null", {}).items()
    )


def may(resources: Resources, role: str, action: str, context: dict[str, str]) -> bool:
    """Say whether a role may use the key in this way."""
    policies = resources[role]["Properties"]["Policies"]
    statements: list[dict[str, Any]] = [
        found for policy in policies for found in policy["PolicyDocument"]["Statement"] if found["Resource"] == KEY
    ]
    return any(found["Action"] == action and fulfils(found.get("Condition", {}), context) for found in statements)


def test_each_function_may_use_the_key_for_the_kind_of_secret_that_it_needs_and_no_other(resources: Resources) -> None:
    roles = of_type(resources, "AWS::IAM::Role")
    every = product(roles, ("kms:Decrypt", "kms:Encrypt"), SECRETS)

    assert {use for use in every if may(resources, use[0], use[1], context_of(use[2]))} == USES


@pytest.mark.parametrize("lacking", ["store_hash", "kind"])
@pytest.mark.parametrize("use", sorted(USES), ids=" ".join)
def test_nobody_may_use_the_key_for_what_does_not_say_its_store_and_its_kind(
    resources: Resources, use: Use, lacking: str
) -> None:
    role, action, kind = use
    context = {"store_hash": "abc", "kind": kind}
    del context[lacking]

    assert not may(resources, role, action, context)


def test_the_functions_do_nothing_else_with_the_key(resources: Resources) -> None:
    policies = [policy for role in of_type(resources, "AWS::IAM::Role").values() for policy in role.get("Policies", [])]
    statements = [found for policy in policies for found in policy["PolicyDocument"]["Statement"]]
    about = [found for found in statements if "kms:" in str(found["Action"]) or "TokenKey" in str(found["Resource"])]

    assert [found["Resource"] for found in about] == [KEY] * len(USES)
