"""Attack on the console's API: requests by Schemathesis from its OpenAPI document, and requests that it forbids."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from tests.support.console_proxy import entered
from tests.support.deployed import Deployed

from storehook.console.schemas import RunFilter
from storehook_cli.console_proxy.access import HEADER

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
"""The headers that the page sends. The key is in the environment, because every user can read a command line."""


@contextmanager
def console(deployed: Deployed, folder: Path) -> Generator[str]:
    """Run `storehook console`, and yield the address that it prints."""
    command = [_BIN / "storehook", "console", "--local", "--no-open"]
    with (folder / "console.log").open("w") as log:
        process = subprocess.Popen(command, cwd=deployed.stack.project, stdout=subprocess.PIPE, stderr=log, text=True)
    assert process.stdout
    try:
        yield next(urls[0] for line in process.stdout if (urls := re.findall(r"http://\S+", line)))
    finally:
        process.terminate()
        process.communicate(timeout=30)


@dataclass(frozen=True, slots=True)
class Results:
    """Results of the attack.

    Args:
        requests: the number of requests.
        secrets: the secrets that open the console, by description.
    """

    requests: int
    errors: list[str]
    secrets: dict[str, str] = field(repr=False)


def attack_console(deployed: Deployed, size: int, folder: Path) -> Results:
    """Send about that many requests.

    Args:
        size: the approximate number of requests.
        folder: the folder for Schemathesis' reports, with requests and answers.
    """
    (folder / "schemathesis.toml").write_text(_CONFIGURATION)
    with console(deployed, folder) as address, entered(address) as client:
        origin = str(client.base_url).rstrip("/")
        document = _document(client)
        operations = [(method, path) for path, methods in document["paths"].items() for method in methods]
        strangers = _strangers(origin, f"{deployed.info.api_url}/console")
        statuses = {
            f"{who}: {method} {path}": client.request(method, address + path, headers=headers, json={}).status_code
            for who, (address, headers) in strangers.items()
            for method, path in operations
        }
        (folder / "openapi.json").write_text(json.dumps(document))
        key, token = client.headers[HEADER], address.partition("#")[2]
        done = subprocess.run(
            _command(origin, max(1, size // len(operations)), folder),
            env=os.environ | {"SESSION": key, "ORIGIN": origin},
            cwd=folder,
            capture_output=True,
            text=True,
        )
    (folder / "schemathesis.log").write_text(done.stdout + done.stderr)
    errors = [f"the console answered {status} to {who}" for who, status in statuses.items() if status not in (401, 403)]
    if done.returncode or not _requests(done.stdout):
        errors.append(f"the console: {_failures(done.stdout + done.stderr)}")
    secrets = {"the key of the console's page": key, "the token that opens the console": token}
    return Results(_requests(done.stdout) + len(statuses), errors, secrets)


def _document(client: httpx.Client) -> dict[str, Any]:
    """Return the console's OpenAPI document, corrected where Powertools writes it wrongly."""
    document = client.get("/api/openapi.json").raise_for_status().json()
    document["paths"] = {path.removeprefix("/console"): methods for path, methods in document["paths"].items()}
    for operation in (operation for methods in document["paths"].values() for operation in methods.values()):
        operation["responses"].get("422", {}).pop("content", None)  # it declares more content than it sends
    fields = RunFilter.model_json_schema()["properties"]
    for parameter in document["paths"]["/api/runs"]["get"]["parameters"]:
        # A query that is a model is declared as any text. Hardly one request in a hundred would then be valid.
        if parameter["name"] in fields:
            parameter["schema"] = fields[parameter["name"]]["anyOf"][0]
    return document


def _strangers(page: str, gateway: str) -> dict[str, tuple[str, dict[str, str]]]:
    """Return the strangers that must be refused, each with the address and headers of its requests."""
    return {
        "a request without the page's key": (page, {HEADER: "", "origin": page}),
        "a request from another site": (page, {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}),
        "a request without AWS credentials": (gateway, {HEADER: ""}),
    }


def _command(origin: str, examples: int, folder: Path) -> Sequence[str]:
    tool = [str(_BIN / "uv"), "tool", "run", "--quiet", "--from", TOOL, "schemathesis"]
    limits = [
        "--phases",
        "examples,coverage,fuzzing",
        "--workers",
        "1",  # Hypothesis compiles in threads, and CPython 3.11 then counts recursion wrongly
        "--max-examples",
        str(examples),
        "--continue-on-failure",
    ]
    reports = ["--report", "ndjson", "--report-dir", str(folder), "--no-color"]
    config = ["--config-file", str(folder / "schemathesis.toml")]
    return [*tool, *config, "run", str(folder / "openapi.json"), "--url", origin, "--checks", CHECKS, *limits, *reports]


def _requests(printed: str) -> int:
    numbers = re.findall(r"(\d+) generated", printed)
    return int(numbers[-1]) if numbers else 0


def _failures(printed: str) -> str:
    parts = re.split(r"\n=+ (?=ERRORS|FAILURES)", printed)
    return "\n".join(part[:4000] for part in parts[1:]) or printed[-4000:]
