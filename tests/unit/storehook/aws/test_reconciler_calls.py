"""The reconciler is asked directly, once, and its answer is waited for."""

import io
import json
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from storehook.aws.reconciler_calls import LambdaReconciler
from storehook.operations.errors import ReconcilerFailed


def asked(answer: bytes, **more: str) -> Any:
    """Invoke a function that answers like this, and return the result."""
    client: Any = boto3.client("lambda", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x")
    with Stubber(client) as stubber:
        expected = {"FunctionName": "the-function", "Payload": b'{"kind": "reconcile-all"}'}
        stubber.add_response("invoke", {"Payload": io.BytesIO(answer), **more}, expected)
        return LambdaReconciler(client, "the-function").ask({"kind": "reconcile-all"})


def test_its_answer_is_given() -> None:
    assert asked(b'{"outcome": "reconciled"}') == {"outcome": "reconciled"}


def test_what_it_raises_is_an_error_with_its_own_words() -> None:
    answer = {"errorType": "ActionImportError", "errorMessage": "actions/x.py cannot be imported", "stackTrace": []}

    with pytest.raises(ReconcilerFailed, match=r"ActionImportError: actions/x.py cannot be imported"):
        asked(json.dumps(answer).encode(), FunctionError="Unhandled")


@pytest.mark.parametrize("answer", [b"", b"null", b"{}"])
def test_one_that_ends_without_a_word_has_failed(answer: bytes) -> None:
    with pytest.raises(ReconcilerFailed, match="Unhandled"):
        asked(answer, FunctionError="Unhandled")
