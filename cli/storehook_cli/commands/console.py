"""The console in your browser."""

from typing import Annotated

import typer

from storehook_cli.console_proxy import serve
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.progress import Progress


@on_stack
def console(
    deployment: Deployment,
    *,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Where to listen on this machine; 0 is a free one.")] = 0,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open it in the default browser.")] = True,
) -> None:
    """See stores and runs, and retry what failed, in your browser.

    The page's requests are signed on this machine with your AWS credentials; the browser never holds them. What you
    may do there is what the policy attached to you allows: ConsoleReader, or ConsoleOperator.
    """
    serve(
        deployment.console(),
        deployment.credentials,
        port=port,
        open_browser=open_browser,
        progress=Progress(),
    )
