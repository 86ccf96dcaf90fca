"""The reconciler, asked directly and waited for."""

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
    """The reconciler in Lambda: `operations.stores_service.ReconcilerCalls`. It needs `lambda:InvokeFunction`.

    Args:
        client: Lambda, which waits no longer than its caller may, and asks once.
        function: the function's name.
    """

    client: "LambdaClient"
    function: str

    def ask(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """As `operations.stores_service.ReconcilerCalls.ask`."""
        try:
            answer = self.client.invoke(FunctionName=self.function, Payload=json.dumps(fields).encode())
            found: dict[str, Any] = json.loads(answer["Payload"].read() or b"null") or {}
        except ReadTimeoutError as error:
            raise ReconcilerTimedOut from error
        if "FunctionError" in answer:
            kind = str(found.get("errorType") or answer["FunctionError"])
            raise ReconcilerFailed(kind, str(found.get("errorMessage", "")))
        return found
