"""Errors of AWS, and a call that raises one where this library makes it."""

from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ClientError

from storehook.aws.kms_cipher import KmsCipher


def refused(code: str) -> ClientError:
    """AWS's answer that it will not do it."""
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "Decrypt")


def failing_call(error: Exception) -> None:
    """A call of AWS that this library makes, and that fails so."""

    def fail(**_: object) -> None:
        raise error

    unknown = SimpleNamespace(InvalidCiphertextException=LookupError, IncorrectKeyException=LookupError)
    kms: Any = SimpleNamespace(decrypt=fail, exceptions=unknown)
    KmsCipher(kms, "key").decrypt("abc", "token", b"encrypted")
