"""Stores' secrets: why one cannot be decrypted, and what is remembered of those that were."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from storehook.aws import cache, kms_cipher
from storehook.aws.kms_cipher import KmsCipher
from storehook.errors import SecretUnreadable
from storehook.stores.store import Secret


def decrypt(code: str) -> str:
    kms = boto3.client("kms", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    with Stubber(kms) as stub:
        stub.add_client_error("decrypt", code, http_status_code=400)
        return KmsCipher(kms, "key").decrypt("abc", "token", b"encrypted")


@pytest.mark.parametrize("code", ["InvalidCiphertextException", "IncorrectKeyException"])
def test_what_was_encrypted_for_another_store_or_with_another_key_is_unreadable_for_good(code: str) -> None:
    with pytest.raises(SecretUnreadable, match="A token or client secret of store abc can't be decrypted"):
        decrypt(code)


@pytest.mark.parametrize(
    "code", ["AccessDeniedException", "DisabledException", "KMSInternalException", "NotFoundException"]
)
def test_a_fault_of_kms_or_of_our_rights_is_no_fault_of_the_secret(code: str) -> None:
    with pytest.raises(ClientError, match=code):
        decrypt(code)


# --- What is remembered -----------------------------------------------------------------------------------------------


class SlowKms:
    """Decrypts whatever it is given, and remembers what it was asked; a fault, if it has one, is raised instead."""

    exceptions = SimpleNamespace(InvalidCiphertextException=KeyError, IncorrectKeyException=KeyError)

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.asked: list[tuple[str, str, bytes]] = []
        self.fault: Exception | None = None

    def decrypt(self, CiphertextBlob: bytes, EncryptionContext: dict[str, str], **_: object) -> dict[str, bytes]:  # noqa: N803
        self.asked.append((EncryptionContext["store_hash"], EncryptionContext["kind"], CiphertextBlob))
        time.sleep(self.seconds)
        if self.fault:
            raise self.fault
        return {"Plaintext": b"canary-" + CiphertextBlob}


@pytest.fixture
def kms() -> SlowKms:
    return SlowKms()


@pytest.fixture
def cipher(kms: SlowKms) -> KmsCipher:
    return KmsCipher(kms, "key")  # type: ignore[arg-type]


def test_a_secret_that_stays_the_same_is_decrypted_once(kms: SlowKms, cipher: KmsCipher) -> None:
    assert {cipher.decrypt("abc", "token", b"same") for _ in range(100)} == {"canary-same"}
    assert len(kms.asked) == 1


def test_kms_is_told_whose_secret_it_is_and_which(kms: SlowKms, cipher: KmsCipher) -> None:
    cipher.decrypt("abc", "token", b"given")
    cipher.decrypt("xyz", "client_secret", b"given")

    assert kms.asked == [("abc", "token", b"given"), ("xyz", "client_secret", b"given")]


def test_a_secret_that_has_been_replaced_counts_at_once(cipher: KmsCipher) -> None:
    assert [cipher.decrypt("abc", "token", given) for given in (b"old", b"new")] == ["canary-old", "canary-new"]


@pytest.mark.parametrize(("store_hash", "kind"), [("thief", "token"), ("abc", "client_secret")])
def test_what_is_remembered_of_a_store_and_a_kind_counts_for_no_other(
    kms: SlowKms, cipher: KmsCipher, store_hash: str, kind: Secret
) -> None:
    cipher.decrypt("abc", "token", b"copied")
    kms.fault = KeyError()

    with pytest.raises(SecretUnreadable):
        cipher.decrypt(store_hash, kind, b"copied")


def test_a_fault_is_not_remembered(kms: SlowKms, cipher: KmsCipher) -> None:
    kms.fault = ConnectionError()
    with pytest.raises(ConnectionError):
        cipher.decrypt("abc", "token", b"given")
    kms.fault = None

    assert cipher.decrypt("abc", "token", b"given") == "canary-given"


def test_a_key_that_is_disabled_goes_on_counting_where_it_was_used_and_nowhere_else(
    kms: SlowKms, cipher: KmsCipher
) -> None:
    cipher.decrypt("abc", "token", b"known")
    kms.fault = PermissionError()

    assert cipher.decrypt("abc", "token", b"known") == "canary-known"
    with pytest.raises(PermissionError):
        KmsCipher(kms, "key").decrypt("abc", "token", b"known")  # type: ignore[arg-type]


def test_of_ten_threads_that_need_a_secret_at_once_one_asks() -> None:
    kms = SlowKms(seconds=0.05)
    cipher, together = KmsCipher(kms, "key"), threading.Barrier(10)  # type: ignore[arg-type]

    def decrypt(_number: int) -> str:
        together.wait()
        return cipher.decrypt("abc", "token", b"same")

    with ThreadPoolExecutor(10) as threads:
        assert {*threads.map(decrypt, range(10))} == {"canary-same"}
    assert len(kms.asked) == 1


def test_a_thread_does_not_wait_for_one_whose_call_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "LOCK_TIMEOUT", 0.01)
    kms = SlowKms(seconds=0.2)
    cipher, began = KmsCipher(kms, "key"), time.monotonic()  # type: ignore[arg-type]

    with ThreadPoolExecutor(10) as threads:
        assert {*threads.map(lambda _: cipher.decrypt("abc", "token", b"same"), range(10))} == {"canary-same"}
    assert time.monotonic() - began < 1.0


def test_no_more_secrets_are_remembered_than_memory_has_room_for(kms: SlowKms, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kms_cipher, "MOST_REMEMBERED", 2)
    cipher = KmsCipher(kms, "key")  # type: ignore[arg-type]
    for given in (b"1", b"2", b"3", b"1"):
        cipher.decrypt("abc", "token", given)

    assert [given for _, _, given in kms.asked] == [b"1", b"2", b"3", b"1"]


def test_no_repr_shows_a_secret(cipher: KmsCipher) -> None:
    cipher.decrypt("abc", "token", b"token")

    assert "canary" not in repr(cipher)
