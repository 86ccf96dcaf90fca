"""The console's API, asked by Schemathesis for all that its own OpenAPI document says, and for what it forbids."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.support.console_proxy import entered
from tests.support.deployed import Deployed

TOOL = "schemathesis==4.32.5"
CHECKS = "not_a_server_error,content_type_conformance,response_schema_conformance,negative_data_rejection"
_BIN = Path(sys.executable).parent
_CONFIGURATION = """
[headers]
x-storehook-session = "${SESSION}"
origin = "${ORIGIN}"
sec-fetch-site = "same-origin"

[checks]
negative_data_rejection.expected-statuses = [400, 404, 405, 413, 414, 415, 422]
"""
"""What the page sends. The key is in the environment: on a command line, anybody on this machine could read it."""


@contextmanager
def console(deployed: Deployed, folder: Path) -> Generator[str]:
    """`storehook console` while it is up; gives the address that it prints."""
    command = [_BIN / "storehook", "console", "--local", "--no-open"]
    with (folder / "console.log").open("w") as log:
        process = subprocess.Popen(command, cwd=deployed.stack.project, stdout=subprocess.PIPE, stderr=log, text=True)
    assert process.stdout
    try:
        yield next(found[0] for line in process.stdout if (found := re.findall(r"http://\S+", line)))
    finally:
        process.terminate()
        process.communicate(timeout=30)


def attack_console(deployed: Deployed, size: int, folder: Path) -> tuple[int, list[str]]:
    """Ask so many times.

    Args:
        deployed: whose console.
        size: about how many requests.
        folder: for what Schemathesis reports: requests and answers too.

    Returns:
        How many requests there were, and what was found.
    """
    (folder / "schemathesis.toml").write_text(_CONFIGURATION)
    with console(deployed, folder) as address, entered(address) as client:
        origin = str(client.base_url).rstrip("/")
        document = client.get("/api/openapi.json").raise_for_status().json()
        document["paths"] = {path.removeprefix("/console"): found for path, found in document["paths"].items()}
        for operation in (each for methods in document["paths"].values() for each in methods.values()):
            operation["responses"].get("422", {}).pop("content", None)  # Powertools declares more of it than it sends
        operations = sum(len(methods) for methods in document["paths"].values())
        (folder / "openapi.json").write_text(json.dumps(document))
        session = {"SESSION": client.headers["x-storehook-session"], "ORIGIN": origin}
        done = subprocess.run(
            _command(origin, max(1, size // operations), folder),
            env=os.environ | session,
            cwd=folder,
            capture_output=True,
            text=True,
        )
    (folder / "schemathesis.log").write_text(done.stdout + done.stderr)
    return _requests(done.stdout), [] if done.returncode == 0 else [f"the console: {_failures(done.stdout)}"]


def _command(origin: str, examples: int, folder: Path) -> Sequence[str]:
    tool = [str(_BIN / "uv"), "tool", "run", "--quiet", "--from", TOOL, "schemathesis"]
    limits = [
        "--phases",
        "examples,coverage,fuzzing",
        "--workers",
        "4",
        "--max-examples",
        str(examples),
        "--continue-on-failure",
    ]
    reports = ["--report", "ndjson", "--report-dir", str(folder), "--no-color"]
    config = ["--config-file", str(folder / "schemathesis.toml")]
    return [*tool, *config, "run", str(folder / "openapi.json"), "--url", origin, "--checks", CHECKS, *limits, *reports]


def _requests(printed: str) -> int:
    found = re.findall(r"(\d+) generated", printed)
    return int(found[-1]) if found else 0


def _failures(printed: str) -> str:
    parts = re.split(r"\n=+ (?=ERRORS|FAILURES)", printed)
    return "\n".join(part[:4000] for part in parts[1:]) or printed[-4000:]
