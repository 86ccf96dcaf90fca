"""Search for secrets in every place that somebody without permission could read."""

import base64
import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import boto3
import psutil
from tests.chaos.accounts import table_rows
from tests.support.console_api import ConsoleApi
from tests.support.deployed import Deployed

LOOK = 0.05
"""Seconds between two looks at the running processes."""

CREDENTIALS = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
WELL_KNOWN = "test"
"""The local AWS's well-known credentials, which are not secret."""


MUST_SHOW = ("a command line", "the log", "the table", "the queue", "the console's")
"""Places in which the search must find a store's hash."""


class Watch:
    """Records the command lines and the AWS credentials of all processes that this process starts."""

    def __init__(self) -> None:
        self.command_lines: dict[psutil.Process, str] = {}
        self.credentials: set[str] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        """Start recording."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop recording."""
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(LOOK):
            for process in psutil.Process().children(recursive=True):
                if process not in self.command_lines:
                    with suppress(psutil.Error):
                        variables = process.environ()
                        self.command_lines[process] = "\0".join(process.cmdline())
                        values = {variables.get(name, WELL_KNOWN) for name in CREDENTIALS}
                        self.credentials |= values - {WELL_KNOWN, ""}


def seen(secrets: Mapping[str, str], places: Iterable[tuple[str, str]]) -> list[str]:
    """Search for secrets in all their forms, and return where each one is."""
    encoded = {name: _forms(secret) for name, secret in secrets.items()}
    return [
        f"{name} is in {place}"
        for place, text in places
        for name, forms in encoded.items()
        if any(form in text for form in forms)
    ]


def unseen(known: str, places: Iterable[tuple[str, str]]) -> list[str]:
    """Return the places that don't show a known value. A search that can't find it there proves nothing."""
    finds = seen({"it": known}, places)
    return [
        f"{place} does not show {known}"
        for place in MUST_SHOW
        if not any(f"it is in {place}" in find for find in finds)
    ]


def _forms(secret: str) -> tuple[str, ...]:
    data, quoted = secret.encode(), json.dumps(secret)[1:-1]
    # A line of a function's log is JSON, and the local AWS's log encodes it once more.
    return secret, quoted, json.dumps(quoted)[1:-1], data.hex(), base64.b64encode(data).decode().rstrip("=")


def places(deployed: Deployed, watch: Watch, folder: Path, pages: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Return the name and text of every place to search.

    Args:
        folder: the attack's own files: logs of built functions, requests and answers.
        pages: the pages that merchants received.
    """
    yield from ((f"the page {number}", text) for number, text in enumerate(pages))
    yield from ((f"a command line: {line[:80]}", line) for line in watch.command_lines.values())
    files = [*folder.rglob("*"), deployed.stack.emulator.functions_log, deployed.stack.state / "emulator.log"]
    yield from ((str(file.name), file.read_text(errors="replace")) for file in files if file.is_file())
    yield from _of_aws(deployed)
    yield from _console(ConsoleApi(deployed))


def _of_aws(deployed: Deployed) -> Iterator[tuple[str, str]]:
    session: Any = boto3.Session(WELL_KNOWN, WELL_KNOWN, region_name=deployed.info.region)

    def client(service: str) -> Any:
        return session.client(service, endpoint_url=deployed.info.aws_endpoint_url)

    logs = client("logs")
    for group in logs.describe_log_groups()["logGroups"]:
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"])
        text = "\n".join(event["message"] for page in pages for event in page["events"])
        yield f"the log {group['logGroupName']}", text
    for table in client("dynamodb").list_tables()["TableNames"]:
        yield f"the table {table}", str(table_rows(deployed, table))
    sqs = client("sqs")
    for queue in sqs.list_queues()["QueueUrls"]:
        arguments = {"QueueUrl": queue, "MaxNumberOfMessages": 10, "MessageAttributeNames": ["All"]}
        while messages := sqs.receive_message(**arguments, VisibilityTimeout=600).get("Messages"):
            yield f"the queue {queue}", json.dumps(messages, default=str)
    yield "the metrics", str(client("cloudwatch").list_metrics())
    formation, name = client("cloudformation"), deployed.info.stack_name
    yield "the stack", str(formation.describe_stacks(StackName=name)) + str(formation.get_template(StackName=name))
    for function in client("lambda").list_functions()["Functions"]:
        yield f"the variables of {function['FunctionName']}", str(function)


def _console(api: ConsoleApi) -> Iterator[tuple[str, str]]:
    names = ("summary", "failures", "runs", "stores", "actions", "models", "pauses", "audit", "about", "openapi.json")
    yield from ((f"the console's {name}", json.dumps(api.get(name))) for name in names)
    for run in api.get("runs")["runs"]:
        named = {"store": run["store_hash"], "event": run["event_id"], "action": run["action"]}
        yield f"the console's {run['action']}", json.dumps([api.get("run", **named), api.get("run/log", **named)])
