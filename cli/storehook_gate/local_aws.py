"""The local AWS behind the gate. It takes the variables that ministack takes."""

import re
from importlib import import_module
from typing import Any

from storehook_gate.gate import Gate
from storehook_gate.rules import Navigations

CALLBACKS = re.compile(r"/_aws/execute-api/[^/]+/[^/]+/(auth|load)")
"""Where a store's control panel sends the merchant's browser. Nothing else there is for a browser: a signature is not
looked at, so that one click on a link in a mail could otherwise deploy code."""


def main() -> None:
    """Serve until SIGTERM."""
    ministack: Any = import_module("ministack.app")
    _let_secrets_be_imported()
    ministack.app = Gate(ministack.app, Navigations(typed=CALLBACKS, linked=CALLBACKS))
    ministack.main()


def _let_secrets_be_imported() -> None:
    # On AWS, a stack can import a secret as it can a table or a key. ministack has not learnt it.
    provisioners: Any = import_module("ministack.services.cloudformation.provisioners")
    vault: Any = import_module("ministack.services.secretsmanager")

    def imported(identifier: dict[str, str]) -> tuple[str, dict[str, str]]:
        name, found = vault._resolve(identifier["Id"])
        return name, {"Id": found["ARN"], "Arn": found["ARN"]}

    provisioners._RESOURCE_HANDLERS["AWS::SecretsManager::Secret"]["import"] = imported


if __name__ == "__main__":
    main()
