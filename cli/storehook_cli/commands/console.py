"""The console, and what else belongs to a stack, in your browser."""

import webbrowser
from typing import Annotated, Literal
from urllib.parse import quote

import typer

from storehook_cli.console_proxy import serve
from storehook_cli.errors import CommandError
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.printing import say
from storehook_cli.views.progress import ProgressPrinter

Page = Literal["console", "stack", "dashboard"]


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
    _serve(deployment, port=port, open_browser=open_browser)


@on_stack
def open_page(
    deployment: Deployment,
    page: Annotated[Page, typer.Argument(help="The console; or the stack or its dashboard at AWS.")] = "console",
    *,
    opens: Annotated[bool, typer.Option("--open/--no-open", help="Or only print the address.")] = True,
) -> None:
    """Open the console in your browser, or a page at AWS."""
    if page == "console":
        return _serve(deployment, open_browser=opens)
    address = _at_aws(deployment, page)
    say(address)
    if opens:
        webbrowser.open(address)
    return None


def _at_aws(deployment: Deployment, page: Page) -> str:
    """The address of a page of AWS's own console.

    Raises:
        CommandError: it is the stack of `make run`, which AWS knows nothing of.
    """
    if deployment.endpoint_url:
        raise CommandError("The stack of `make run` has no page at AWS. Its own: storehook open")
    region, name = deployment.session.region_name, deployment.stack_name
    base = f"https://{region}.console.aws.amazon.com"
    if page == "dashboard":
        return f"{base}/cloudwatch/home?region={region}#dashboards/dashboard/{quote(f'{name}-{region}')}"
    return f"{base}/cloudformation/home?region={region}#/stacks/stackinfo?stackId={quote(name, safe='')}"


def _serve(deployment: Deployment, *, port: int = 0, open_browser: bool) -> None:
    serve(
        deployment.console(),
        deployment.credentials,
        port=port,
        open_browser=open_browser,
        progress=ProgressPrinter(),
    )
