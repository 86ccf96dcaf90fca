"""The page's files, and nothing else of the folder beside them."""

import re
from pathlib import Path

import pytest
from tests.support.console_function import ConsoleStack

from storehook.console import page_files
from storehook.console.security_headers import HEADERS


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The page's folder, beside a file that is nobody's business."""
    found = tmp_path / "page"
    found.mkdir()
    for name in ("index.html", "page.css", "page.js", "notes.txt"):
        (found / name).write_text(f"text of {name}")
    (tmp_path / "console.py").write_text("secret")
    monkeypatch.setattr(page_files, "FOLDER", found)
    page_files.files.cache_clear()
    return found


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        ("", "text/html; charset=utf-8", "index.html"),
        ("index.html", "text/html; charset=utf-8", "index.html"),
        ("page.css", "text/css; charset=utf-8", "page.css"),
        ("page.js", "text/javascript; charset=utf-8", "page.js"),
    ],
)
def test_the_pages_files_are_served_as_what_they_are(operated: ConsoleStack, path: str, kind: str, name: str) -> None:
    answer = operated.get(path)

    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, f"text of {name}", kind)
    assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "path",
    ["../console.py", "..%2fconsole.py", "notes.txt", "page/../../console.py", ".", "..", "x\x00.js"],
)
def test_no_path_leads_out_of_the_pages_folder(operated: ConsoleStack, path: str) -> None:
    answer = operated.get(path)

    assert "secret" not in answer.body
    assert answer.status == 404


def test_the_policy_lets_nothing_run_but_our_own_files() -> None:
    policy = dict(re.split(r" ", part, maxsplit=1) for part in HEADERS["Content-Security-Policy"].split("; "))

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["base-uri"] == policy["form-action"] == policy["frame-ancestors"] == "'none'"
