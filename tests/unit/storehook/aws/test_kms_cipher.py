"""Why a store's secret cannot be decrypted: because of the secret, or because of KMS."""

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from storehook.aws.kms_cipher import KmsCipher
from storehook.errors import SecretUnreadable


def decrypt(code: str) -> str:
    kms = boto3.client("kms", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    with Stubber(kms) as stub:
        stub.add_client_error("decrypt", code, http_status_code=400)
        return KmsCipher(kms, "key").decrypt("abc", "token", b"encrypted")


@pytest.mark.parametrize("code", ["InvalidCiphertextException", "IncorrectKeyException"])
def test_what_was_encrypted_for_another_store_or_with_another_key_is_unreadable_for_good(code: str) -> None:
    with pytest.raises(SecretUnreadable, match="A secret of the store abc cannot be decrypted"):
        decrypt(code)


@pytest.mark.parametrize(
    "code", ["AccessDeniedException", "DisabledException", "KMSInternalException", "NotFoundException"]
)
def test_a_fault_of_kms_or_of_our_rights_is_no_fault_of_the_secret(code: str) -> None:
    with pytest.raises(ClientError, match=code):
        decrypt(code)
