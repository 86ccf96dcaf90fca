"""Each command that the README shows does what it says, in a checkout of its own."""

import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

from tests.support.console_proxy import entered
from tests.support.deployed import Deployed
from tests.support.repository import ROOT

CLONE = "git clone https://github.com/storehook/storehook && cd storehook"
TRY = "make run"  # tests/e2e/test_commands.py
CONSOLE = ".venv/bin/storehook console --local"
TEST = "make test"
NEW_PROJECT = ["make new DIR=../my-app", "cd ../my-app", TRY]  # tests/integration/test_new_project.py
OF_TUTORIAL = [  # tests/integration/test_new_project.py follows it
    ".venv/bin/storehook new action add_gift --scope store/order/created",
    ".venv/bin/storehook sandbox new-order",
    ".venv/bin/storehook runs retry --state failed --action add_gift --local --yes",
    "make deploy",
]


def test_the_readme_shows_no_other_commands() -> None:
    shown = re.findall(r"^\$ (.*?)(?:  #.*)?$", (ROOT / "README.md").read_text(), re.MULTILINE)

    assert shown == [CLONE, TRY, CONSOLE, TEST, *NEW_PROJECT, *OF_TUTORIAL]


def test_the_tutorial_has_the_commands_of_an_action() -> None:
    tutorial = (ROOT / "docs/tutorials/first-action.md").read_text()

    assert {*OF_TUTORIAL} <= {*re.findall(r"^\$ (.*)$", tutorial, re.MULTILINE)}


def test_the_page_opens(deployed: Deployed) -> None:
    command = [Path(sys.prefix) / "bin" / "storehook", *shlex.split(CONSOLE)[1:]]
    opened = os.environ | {"BROWSER": "true"}  # a browser that shows nothing
    process = subprocess.Popen(
        command, cwd=deployed.stack.project, env=opened, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert process.stdout is not None
        address = re.search(r"http://\S+", process.stdout.readline())
        assert address is not None
        with entered(address[0]) as browser:
            page, stores = browser.get("/"), browser.get("/api/stores")
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)

    assert (page.status_code, "storehook" in page.text) == (200, True)
    assert stores.status_code == 200, stores.text
