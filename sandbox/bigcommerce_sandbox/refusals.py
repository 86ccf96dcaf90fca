"""Refusals for people: what a form of the sandbox's pages brings may be wrong."""

from collections.abc import Awaitable, Callable
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bigcommerce_sandbox.errors import ApiError
from bigcommerce_sandbox.markup import HEADERS, document

type Serve = Callable[[Request], Awaitable[Response]]


def shows_refusals(serve: Serve) -> Serve:
    """What serves as `serve` does, and has a page for what that refuses."""

    async def answer(request: Request) -> Response:
        try:
            return await serve(request)
        except ApiError as error:
            return HTMLResponse(_page(error), error.status, HEADERS)

    return answer


def _page(error: ApiError) -> str:
    problems = (f"<li>{escape(name)}: {escape(text)}</li>" for name, text in (error.errors or {}).items())
    way_back = "<p>Nothing has changed. Go back in your browser: the form is still there.</p>"
    return document("That cannot be done", f"<p>{escape(error.title)}</p><ul>{''.join(problems)}</ul>{way_back}")
