"""`storehook console` and `storehook open`: a stack's pages in your browser."""

import webbrowser
from typing import Annotated, Literal
from urllib.parse import quote

import typer

from storehook_cli.console_proxy.server import serve
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
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port to listen on. 0 picks a free one.")] = 0,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open it in the default browser.")] = True,
) -> None:
    """Open the console in your browser.

    The console shows runs and stores, and retries failed runs. Requests are signed on this machine with your AWS
    credentials, which the browser never gets. You need the policy ConsoleReader or ConsoleOperator of the file
    docs/operators.yaml.
    """
    _serve(deployment, port=port, open_browser=open_browser)


@on_stack
def open_page(
    deployment: Deployment,
    page: Annotated[
        Page, typer.Argument(help="The console, or a page at AWS: the stack or its dashboard.")
    ] = "console",
    *,
    opens: Annotated[bool, typer.Option("--open/--no-open", help="Open it in the default browser.")] = True,
) -> None:
    """Open the console or another page of the stack in your browser."""
    if page == "console":
        return _serve(deployment, open_browser=opens)
    address = _at_aws(deployment, page)
    say(address)
    if opens:
        webbrowser.open(address)
    return None


def _at_aws(deployment: Deployment, page: Page) -> str:
    """Return the address of a page in the AWS console."""
    if deployment.endpoint_url:
        raise CommandError("The stack of `make run` has no page at AWS. Open its console with: storehook open")
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
