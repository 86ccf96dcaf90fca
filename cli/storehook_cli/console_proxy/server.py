"""Serves the console on this machine until Ctrl-C."""

import contextlib
import socket
import threading
from collections.abc import Callable

import httpx
import uvicorn
from botocore.credentials import Credentials

from storehook_cli.console_proxy import opening
from storehook_cli.console_proxy.access import ADDRESS, new_access
from storehook_cli.console_proxy.app import build_app
from storehook_cli.console_proxy.signer import Signer
from storehook_cli.console_proxy.target import Target
from storehook_cli.errors import CommandError
from storehook_cli.views.progress import ProgressPrinter

TIMEOUT = httpx.Timeout(35, connect=5)
"""Seconds. API Gateway times out after 29."""


def serve(
    target: Target,
    credentials: Callable[[], Credentials | None],
    *,
    port: int = 0,
    open_browser: bool = True,
    progress: ProgressPrinter,
) -> None:
    """Serve the console at 127.0.0.1 and open it. Return at Ctrl-C.

    Args:
        credentials: looks up the operator's AWS credentials, and again after AWS refuses them.
        port: listening port; 0 for a free one.

    Raises:
        CommandError: another program uses the port, or only root may use it.
    """
    # The local AWS is on this machine, so the requests must not go through a proxy from the environment.
    client = httpx.Client(timeout=TIMEOUT, trust_env=not target.connect_to)
    with _listen(port) as listener, client:
        access = new_access(listener.getsockname()[1])
        app = build_app(access, Signer(target, credentials), client)
        config = uvicorn.Config(app, log_config=None, access_log=False, ws="none", timeout_graceful_shutdown=2)
        progress.say(f"The console is at {access.url}\nThe address works once. Press Ctrl-C to stop.")
        if open_browser:
            threading.Thread(target=opening.open_browser, args=(access,), daemon=True).start()
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])
    progress.say("\nThe console has stopped.")


def _listen(port: int) -> socket.socket:
    listener = socket.socket()
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((ADDRESS, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise CommandError(f"Port {port} cannot be used: {error.strerror}. Choose another one with --port.") from error
    return listener
