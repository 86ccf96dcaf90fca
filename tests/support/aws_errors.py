"""AWS errors, and a call in the library that raises one."""

from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ClientError

from storehook.aws.kms_cipher import KmsCipher


def refused(code: str) -> ClientError:
    """Make the error of an AWS call that is refused."""
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "Decrypt")


def failing_call(error: Exception) -> None:
    """Make an AWS call of this library that fails with an error."""

    def fail(**_: object) -> None:
        raise error

    unknown = SimpleNamespace(InvalidCiphertextException=LookupError, IncorrectKeyException=LookupError)
    kms: Any = SimpleNamespace(decrypt=fail, exceptions=unknown)
    KmsCipher(kms, "key").decrypt("abc", "token", b"encrypted")
