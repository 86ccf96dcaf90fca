"""The proxy's requests are signed as AWS wants them, and for what is really sent."""

import hashlib
import hmac
from datetime import UTC, datetime

import pytest
from botocore.credentials import Credentials
from botocore.exceptions import NoCredentialsError

from storehook_cli.console_proxy.signer import ConsoleRequest, Signer
from storehook_cli.console_proxy.target import Target, on_aws, on_this_machine

API = on_aws("https://abc123.execute-api.eu-west-1.amazonaws.com", "eu-west-1")
KEYS = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")


def recomputed(method: str, path: str, query: str, headers: dict[str, str], body: bytes, region: str) -> str:
    """The signature by hand, as "Create a signed AWS API request" in AWS's IAM user guide describes it."""
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    hashed = hashlib.sha256(body).hexdigest()
    canonical = f"{method}\n{path}\n{query}\n{lines}\n{names}\n{hashed}"
    stamp = headers["x-amz-date"]
    scope = f"{stamp[:8]}/{region}/execute-api/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"AWS4{KEYS.secret_key}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.new(key, text.encode(), "sha256").hexdigest()


@pytest.mark.parametrize(
    ("asked", "path", "query", "signed_path"),
    [
        (ConsoleRequest("GET", ""), "/console", "", "/console"),
        (ConsoleRequest("GET", "api/runs", "next="), "/console/api/runs", "next=", "/console/api/runs"),
        (
            ConsoleRequest("GET", "api/run", "store=abc&event=a%2Fb+c&action=%3Cb%3E"),
            "/console/api/run",
            "action=%3Cb%3E&event=a%2Fb%20c&store=abc",
            "/console/api/run",
        ),
        (ConsoleRequest("GET", "api/stores/a b"), "/console/api/stores/a%20b", "", "/console/api/stores/a%2520b"),
        (
            ConsoleRequest("POST", "api/retry", "", b'{"runs": []}', "application/json"),
            "/console/api/retry",
            "",
            "/console/api/retry",
        ),
    ],
    ids=["page", "empty value", "reserved characters", "blank in the path", "body"],
)
def test_the_signature_is_that_of_the_request_which_is_sent(
    asked: ConsoleRequest, path: str, query: str, signed_path: str
) -> None:
    sent = Signer(API, lambda: KEYS).sign(asked)

    headers = {name: sent.headers[name] for name in ("host", "x-amz-date", "content-type") if name in sent.headers}
    signature = recomputed(asked.method, signed_path, query, headers, asked.body, "eu-west-1")
    assert sent.url.raw_path.decode().split("?")[0] == path
    assert sorted(sent.url.query.decode().split("&")) == sorted(query.split("&"))
    assert sent.headers["authorization"].endswith(f"Signature={signature}")
    assert sent.content == asked.body


def test_the_signature_is_of_now() -> None:
    sent = Signer(API, lambda: KEYS).sign(ConsoleRequest("GET", ""))

    stamp = datetime.strptime(sent.headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert abs((datetime.now(UTC) - stamp).total_seconds()) < 60


def test_the_secret_key_is_not_sent() -> None:
    sent = Signer(API, lambda: KEYS).sign(ConsoleRequest("GET", "api/runs"))

    assert KEYS.secret_key not in str(sent.headers.raw) + str(sent.url)


def test_a_session_token_is_sent_and_signed() -> None:
    sent = Signer(API, lambda: Credentials("AKIDEXAMPLE", "secret", "the session's token")).sign(
        ConsoleRequest("GET", "")
    )

    assert sent.headers["x-amz-security-token"] == "the session's token"
    assert "x-amz-security-token" in sent.headers["authorization"]


def test_the_local_api_is_signed_for_by_name_and_reached_by_address() -> None:
    target = on_this_machine("https://abc123.execute-api.us-east-1.amazonaws.com", "us-east-1", "http://127.0.0.1:4566")

    sent = Signer(target, lambda: KEYS).sign(ConsoleRequest("GET", "api/runs"))

    assert target == Target("http://abc123.execute-api.localhost:4566", "us-east-1", "http://127.0.0.1:4566")
    assert str(sent.url) == "http://127.0.0.1:4566/console/api/runs"
    assert sent.headers["host"] == "abc123.execute-api.localhost:4566"


def test_credentials_are_looked_up_once_until_they_are_forgotten() -> None:
    looked_up: list[Credentials] = []
    signer = Signer(API, lambda: looked_up.append(KEYS) or KEYS)
    signer.sign(ConsoleRequest("GET", ""))
    signer.sign(ConsoleRequest("GET", ""))
    before = len(looked_up)
    signer.forget()
    signer.sign(ConsoleRequest("GET", ""))

    assert (before, len(looked_up)) == (1, 2)


def test_without_credentials_nothing_is_signed() -> None:
    with pytest.raises(NoCredentialsError):
        Signer(API, lambda: None).sign(ConsoleRequest("GET", ""))
