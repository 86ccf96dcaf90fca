"""The local AWS behind the gate. It takes the variables that ministack takes."""

import json
import os
import re
import time
from collections import Counter
from contextlib import suppress
from importlib import import_module
from typing import Any

from bigcommerce_sandbox.gate.gate import Gate
from bigcommerce_sandbox.gate.rules import Navigations

CALLBACKS = re.compile(r"/_aws/execute-api/[^/]+/[^/]+/(auth|load)")
"""Where a store's control panel sends the merchant's browser. Nothing else there is for a browser: a signature is not
looked at, so that one click on a link in a mail could otherwise deploy code."""


FUNCTIONS_LOG = "functions.log"
"""What functions print, as they print it: a JSON list of the function's name and the line, for each."""


def main() -> None:
    """Serve until SIGTERM."""
    ministack: Any = import_module("ministack.app")
    _let_secrets_be_imported()
    _let_groups_take_turns()
    _let_lines_be_followed(os.open(FUNCTIONS_LOG, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600))
    ministack.app = Gate(ministack.app, Navigations(typed=CALLBACKS, linked=CALLBACKS))
    ministack.main()


def _let_secrets_be_imported() -> None:
    # On AWS, a stack can import a secret as it can a table or a key. ministack has not learnt it.
    provisioners: Any = import_module("ministack.services.cloudformation.provisioners")
    vault: Any = import_module("ministack.services.secretsmanager")

    def imported(identifier: dict[str, str]) -> tuple[str, dict[str, str]]:
        name, found = vault._resolve(identifier["Id"])
        return name, {"Id": found["ARN"], "Arn": found["ARN"]}

    provisioners._RESOURCE_HANDLERS["AWS::SecretsManager::Secret"]["import"] = imported


def _let_groups_take_turns() -> None:
    # AWS's standard queues give first what is of a group with fewer messages in flight, ministack's what came first:
    # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
    queues: Any = import_module("ministack.services.sqs")
    collect = queues._collect_msgs

    def collect_in_turn(queue: dict[str, Any], *asked: Any) -> list[Any]:
        if queue["is_fifo"]:
            return collect(queue, *asked)
        in_flight = Counter(each.get("group_id") for each in queue["messages"] if _is_in_flight(each))
        del in_flight[None]
        messages = sorted(queue["messages"], key=lambda each: in_flight[each.get("group_id")])
        return collect({**queue, "messages": messages}, *asked)

    queues._collect_msgs = collect_in_turn


def _is_in_flight(message: dict[str, Any]) -> bool:
    return message.get("receive_count", 0) > 0 and message["visible_at"] > time.time()


def _let_lines_be_followed(log: int) -> None:
    # To CloudWatch Logs, ministack brings them when the invocation has ended: nobody could watch a long one.
    workers: Any = import_module("ministack.core.lambda_runtime")

    def read(worker: Any) -> None:
        with suppress(OSError, ValueError):  # the process has ended
            for line in worker._proc.stderr:
                worker._stderr_queue.put(line.rstrip("\n"))
                os.write(log, f"{json.dumps([worker.func_name, line.rstrip()])}\n".encode())

    workers.Worker._read_stderr = read


if __name__ == "__main__":
    main()
