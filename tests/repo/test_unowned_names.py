"""No text tells anybody to install a package by a name that we have not registered.

Somebody else could register it, and would then run code on the reader's machine.
"""

import re

import pytest
from tests.support.documents import TEXTS
from tests.support.repository import ROOT, modules
from tests.support.rules import expect_none

OURS = r"(?:storehook(?:[-_]core)?|bigcommerce[-_]sandbox)"

INSTALLS = re.compile(
    rf"uvx (?:--?\S+ )*{OURS}\b"
    rf"|(?:pip|pipx|uv|poetry|pdm) (?:pip |tool )?(?:install|add|run|download)(?: [^`\n|]*)? {OURS}(?![\w./-])"
)


@pytest.mark.parametrize(
    "line",
    [
        "uvx storehook@latest upgrade",
        "pip install storehook",
        "pip install -U storehook-core==1.0",
        "uv add bigcommerce-sandbox",
        "uv tool install storehook",
    ],
)
def test_a_line_that_installs_by_name_is_recognized(line: str) -> None:
    assert INSTALLS.search(line)


def test_no_text_installs_a_package_of_ours_by_its_name() -> None:
    files = [*modules("cli", "layers/core", "functions", "sandbox"), *(ROOT / ".github").rglob("*.yml")]
    files += [
        *(ROOT / "cli/storehook_cli/authoring/project_files").rglob("*.*"),
        ROOT / "Makefile",
        ROOT / "template.yaml",
    ]
    texts = TEXTS | {path.relative_to(ROOT).as_posix(): path.read_text() for path in files}

    expect_none(
        f"{name}: {match[0]}"
        for name, text in texts.items()
        if not name.startswith("tests/releases/")
        for match in INSTALLS.finditer(text)
    )
