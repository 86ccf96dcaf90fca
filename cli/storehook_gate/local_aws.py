"""The local AWS behind the gate: `python -m storehook_gate.local_aws`. It takes the variables that ministack takes."""

import os
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
    os.environ.pop("PYTHONPATH", None)  # it is how we are found; the functions must not find what they do not ship
    ministack: Any = import_module("ministack.app")
    ministack.app = Gate(ministack.app, Navigations(typed=CALLBACKS, linked=CALLBACKS))
    ministack.main()


if __name__ == "__main__":
    main()
