"""Looks for secrets wherever somebody who may not know them could look."""

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
"""Seconds between two looks at what runs."""

CREDENTIALS = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
WELL_KNOWN = "test"
"""The local AWS's own credentials, which are no secret."""


TOLD = ("a command line", "the log", "the table", "the queue", "the console's")
"""Where a store's hash must be seen."""


class Watch:
    """Notes the command line of everything that this process starts, and the AWS credentials that it is given."""

    def __init__(self) -> None:
        self.command_lines: dict[psutil.Process, str] = {}
        self.credentials: set[str] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(LOOK):
            for process in psutil.Process().children(recursive=True):
                if process not in self.command_lines:
                    with suppress(psutil.Error):
                        given = process.environ()
                        self.command_lines[process] = "\0".join(process.cmdline())
                        self.credentials |= {given.get(name, WELL_KNOWN) for name in CREDENTIALS} - {WELL_KNOWN, ""}


def seen(secrets: Mapping[str, str], places: Iterable[tuple[str, str]]) -> list[str]:
    """Where which secret is, in any of the forms in which it could be."""
    written = {name: _forms(secret) for name, secret in secrets.items()}
    return [
        f"{name} is in {place}"
        for place, text in places
        for name, forms in written.items()
        if any(form in text for form in forms)
    ]


def unseen(known: str, places: Iterable[tuple[str, str]]) -> list[str]:
    """Where what must be there is not: what cannot be seen there shows nothing."""
    found = seen({"it": known}, places)
    return [
        f"{where} does not tell {known}" for where in TOLD if not any(f"it is in {where}" in each for each in found)
    ]


def _forms(secret: str) -> tuple[str, ...]:
    data, quoted = secret.encode(), json.dumps(secret)[1:-1]
    # A line of a function's log is a text of JSON, in the local AWS's log once more.
    return secret, quoted, json.dumps(quoted)[1:-1], data.hex(), base64.b64encode(data).decode().rstrip("=")


def places(deployed: Deployed, watch: Watch, folder: Path, pages: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Everything that is to be looked through, with its name.

    Args:
        deployed: the stack.
        watch: what has run.
        folder: what the attack itself has written down: logs of built functions, requests and answers.
        pages: what merchants were shown.
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
        asked = {"QueueUrl": queue, "MaxNumberOfMessages": 10, "MessageAttributeNames": ["All"]}
        while messages := sqs.receive_message(**asked, VisibilityTimeout=600).get("Messages"):
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
