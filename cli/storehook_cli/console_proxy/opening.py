"""Opens the console in a browser without its token on a command line, which other users of this machine can read.

The browser opens a file that only the current user can read. The file leads to a page of the proxy, with the token in
the fragment. That page exchanges the token for the key and keeps the key for its tab.
"""

import base64
import hashlib
import html
import tempfile
import webbrowser
from pathlib import Path

from starlette.responses import HTMLResponse, Response

from storehook_cli.console_proxy.access import Access
from storehook_cli.console_proxy.answers import ALWAYS
from storehook_cli.files import write_private

OPENED_WITHIN = 60.0
"""Seconds that the browser has to read the file."""

SCRIPT = """
const token = location.hash.slice(1);
history.replaceState(null, '', location.pathname);
const answer = await fetch(location.pathname, { method: 'POST', body: token });
const text = await answer.text();
if (answer.ok) sessionStorage.setItem('storehook-session', text);
if (sessionStorage.getItem('storehook-session')) location.replace('/');
else document.querySelector('p').textContent = text;
"""
"""Keeps the key for the page's session.js."""

PAGE = f"""<!doctype html><html lang=en><meta charset=utf-8><title>storehook</title><h1>storehook</h1>
<p>The console needs JavaScript, and session storage for 127.0.0.1.</p>
<script type=module>{SCRIPT}</script>"""


def opening_page() -> Response:
    """Return the page that exchanges the token in its address for the key."""
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    policy = f"default-src 'none'; script-src 'sha256-{digest}'; connect-src 'self'; base-uri 'none'; "
    policy += "form-action 'none'; frame-ancestors 'none'"
    return HTMLResponse(PAGE, headers=ALWAYS | {"content-security-policy": policy})


def open_browser(access: Access) -> None:
    """Open the console in the default browser. Return when it is open, or after a minute."""
    with tempfile.TemporaryDirectory(prefix="storehook-") as folder:
        file = Path(folder) / "console.html"
        write_private(file, _redirect_page(access.url))
        webbrowser.open(file.as_uri())
        access.opened.wait(OPENED_WITHIN)


def _redirect_page(url: str) -> str:
    address = html.escape(url)
    return f"""<!doctype html><html lang=en><meta charset=utf-8><title>storehook</title>
<meta http-equiv=refresh content="0; url={address}"><a href="{address}">Open the console</a>"""
