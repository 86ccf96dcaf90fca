"""Connect: a merchant installs, opens and uninstalls the app. This folder never holds your code."""

import os
import time
from functools import cache
from typing import Any

from storehook.connect.callback_handler import CallbackHandler
from storehook.connect.invocation import invoke
from storehook.settings import ConnectSettings
from storehook.wiring.connect import connect


@cache
def wiring() -> CallbackHandler:
    """Return the handler of callbacks."""
    return connect(ConnectSettings.of(os.environ))


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer a GET to `/auth`, `/load`, `/uninstall` or `/remove_user` with a page."""
    return invoke(wiring, event, time.time())
