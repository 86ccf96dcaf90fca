"""Direct calls of the reconciler."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ReadTimeoutError

from storehook.operations.errors import ReconcilerFailed, ReconcilerTimedOut

if TYPE_CHECKING:
    from types_boto3_lambda import LambdaClient


@dataclass(frozen=True, slots=True)
class LambdaReconciler:
    """Reconciler in Lambda: `operations.stores_service.ReconcilerCalls`. It needs `lambda:InvokeFunction`.

    Args:
        client: Lambda. Its read timeout is at most that of the caller, and it makes one attempt.
        function: name of the function.
    """

    client: "LambdaClient"
    function: str

    def ask(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        try:
            answer = self.client.invoke(FunctionName=self.function, Payload=json.dumps(fields).encode())
            result: dict[str, Any] = json.loads(answer["Payload"].read() or b"null") or {}
        except ReadTimeoutError as error:
            raise ReconcilerTimedOut from error
        if "FunctionError" in answer:
            kind = str(result.get("errorType") or answer["FunctionError"])
            raise ReconcilerFailed(kind, str(result.get("errorMessage", "")))
        return result
