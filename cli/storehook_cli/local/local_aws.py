"""The local AWS behind the gate. It takes ministack's environment variables."""

import json
import os
import re
import time
import zipfile
from collections import Counter
from contextlib import suppress
from importlib import import_module
from threading import Semaphore
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from bigcommerce_sandbox.gate.gate import Gate
from bigcommerce_sandbox.gate.rules import Navigations
from storehook_cli.local import state_on_disk
from storehook_cli.local.template_gate import TemplateGate
from storehook_cli.local.unpacked_layers import LayerZip

CALLBACKS = re.compile(r"/_aws/execute-api/[^/]+/[^/]+/(auth|load)")
"""Paths to which a store's control panel sends the merchant's browser.

A browser needs nothing else there. The local AWS does not check signatures, so a click on a link in a mail could
otherwise deploy code.
"""

PROCESSES = 16
"""Most processes of one function. Further invocations wait until one of them is free."""

FUNCTIONS_LOG = "functions.log"
"""Output of functions as they print it: per line a JSON list of the function's name and the text."""


def main() -> None:
    """Serve until SIGTERM."""
    ministack: Any = import_module("ministack.app")
    _support_imports_of_secrets()
    _support_fair_queues()
    _refuse_to_delete_attached_policies()
    _obey_policies_of_tables()
    _name_roles_in_conditions()
    _limit_processes()
    _read_concurrency_as_number()
    _unpack_layers_once()
    log = os.open(FUNCTIONS_LOG, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
    _write_lines_at_once(log)
    _write_failed_starts(log)
    if os.environ.get("PERSIST_STATE") == "1":
        state_on_disk.keep(ministack)
    ministack.app = Gate(TemplateGate(ministack.app), Navigations(typed=CALLBACKS, linked=CALLBACKS))
    ministack.main()


def _support_imports_of_secrets() -> None:
    # On AWS, a stack can import a secret as it can a table or a key. ministack does not support it.
    provisioners: Any = import_module("ministack.services.cloudformation.provisioners")
    vault: Any = import_module("ministack.services.secretsmanager")

    def import_secret(identifier: dict[str, str]) -> tuple[str, dict[str, str]]:
        name, secret = vault._resolve(identifier["Id"])
        return name, {"Id": secret["ARN"], "Arn": secret["ARN"]}

    provisioners._RESOURCE_HANDLERS["AWS::SecretsManager::Secret"]["import"] = import_secret


def _refuse_to_delete_attached_policies() -> None:
    # On AWS, the deletion of a stack fails if one of its policies is attached to somebody. ministack detaches it.
    provisioners: Any = import_module("ministack.services.cloudformation.provisioners")
    iam: Any = import_module("ministack.services.iam")
    handlers = provisioners._RESOURCE_HANDLERS["AWS::IAM::ManagedPolicy"]
    delete = handlers["delete"]

    def delete_unattached(arn: str, properties: dict[str, Any]) -> None:
        by_stack = sum(len(properties.get(name) or ()) for name in ("Roles", "Users", "Groups"))
        if iam._policies[arn]["AttachmentCount"] > by_stack:
            raise ValueError("Cannot delete a policy attached to entities. (Service: Iam, Status Code: 409)")
        delete(arn, properties)

    handlers["delete"] = delete_unattached


def _read_concurrency_as_number() -> None:
    # ministack keeps a template's numeric parameter as text, and then reads no queue at all.
    functions: Any = import_module("ministack.services.lambda_svc")
    concurrency = functions._sqs_esm_concurrency

    def as_number(*given: Any) -> int:
        return int(concurrency(*given))

    functions._sqs_esm_concurrency = as_number


def _obey_policies_of_tables() -> None:
    # On AWS, a table's own policy can deny what an identity's policy allows. ministack ignores the one in a template.
    provisioners: Any = import_module("ministack.services.cloudformation.provisioners")
    tables: Any = import_module("ministack.services.dynamodb")
    evaluator: Any = import_module("ministack.core.iam_evaluator")
    handlers = provisioners._RESOURCE_HANDLERS["AWS::DynamoDB::Table"]
    create, update = handlers["create"], handlers["update"]

    def remember(made: tuple[str, dict[str, str]], properties: dict[str, Any]) -> tuple[str, dict[str, str]]:
        tables._resource_policies.pop(made[1]["Arn"], None)
        if policy := properties.get("ResourcePolicy", {}).get("PolicyDocument"):
            tables._resource_policies[made[1]["Arn"]] = {"Policy": json.dumps(policy), "RevisionId": str(uuid4())}
        return made

    def create_with_policy(logical: str, properties: dict[str, Any], stack: str) -> tuple[str, dict[str, str]]:
        return remember(create(logical, properties, stack), properties)

    def update_with_policy(physical: str, old: Any, new: Any, *more: str) -> tuple[str, dict[str, str]]:
        return remember(update(physical, old, new, *more), new)

    def policy_and_owner(arn: str) -> tuple[Any, str]:
        policy = tables._resource_policies.get(arn)
        return policy and json.loads(policy["Policy"]), arn.split(":")[4]

    handlers.update({"create": create_with_policy, "update": update_with_policy})
    tables.table_policy_for_arn = policy_and_owner
    evaluator._RESOURCE_POLICY_LOOKUPS["dynamodb"] = ("dynamodb", "table_policy_for_arn")


def _name_roles_in_conditions() -> None:
    # On AWS, aws:PrincipalArn is the role's ARN (IAM user guide, "Global condition keys"). ministack has the session's.
    evaluator: Any = import_module("ministack.core.iam_evaluator")
    resolve, session = evaluator._resolve_condition_key, re.compile(r":sts:(.*):assumed-role/([^/]+)/.*")

    def resolve_role(key: str, context: Any) -> Any:
        value = resolve(key, context)
        return session.sub(r":iam:\1:role/\2", value) if key.lower() == "aws:principalarn" else value

    evaluator._resolve_condition_key = resolve_role


def _support_fair_queues() -> None:
    # AWS's standard queues prefer groups with fewer messages in flight. ministack delivers the oldest message:
    # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
    queues: Any = import_module("ministack.services.sqs")
    collect = queues._collect_msgs

    def collect_fairly(queue: dict[str, Any], *options: Any) -> list[Any]:
        if queue["is_fifo"]:
            return collect(queue, *options)
        in_flight = Counter(message.get("group_id") for message in queue["messages"] if _is_in_flight(message))
        del in_flight[None]
        messages = sorted(queue["messages"], key=lambda message: in_flight[message.get("group_id")])
        return collect({**queue, "messages": messages}, *options)

    queues._collect_msgs = collect_fairly


def _is_in_flight(message: dict[str, Any]) -> bool:
    return message.get("receive_count", 0) > 0 and message["visible_at"] > time.time()


def _limit_processes() -> None:
    # ministack starts a process with its own copy of the code for each concurrent invocation. A burst started hundreds,
    # which filled the memory, and none of them answered before its sender's timeout.
    functions: Any = import_module("ministack.services.lambda_svc")
    execute, free = functions._execute_function_warm, dict[str, Semaphore]()

    def execute_when_free(function: dict[str, Any], *arguments: Any) -> dict[str, Any]:
        name = (function.get("config") or function)["FunctionName"]
        with free.setdefault(name, Semaphore(PROCESSES)):
            return execute(function, *arguments)

    functions._execute_function_warm = execute_when_free


def _unpack_layers_once() -> None:
    # ministack unpacks the 2,400 files of the layers for each process. That takes longer than the start of the process.
    workers: Any = import_module("ministack.core.lambda_runtime")
    workers.zipfile = SimpleNamespace(**{**vars(zipfile), "ZipFile": LayerZip})


def _write_lines_at_once(log: int) -> None:
    # ministack writes them to CloudWatch Logs after the invocation, so nobody could watch a long one.
    workers: Any = import_module("ministack.core.lambda_runtime")

    def read(worker: Any) -> None:
        with suppress(OSError, ValueError):  # the process has ended
            for line in worker._proc.stderr:
                worker._stderr_queue.put(line.rstrip("\n"))
                _write(log, worker.func_name, line.rstrip())

    workers.Worker._read_stderr = read


def _write_failed_starts(log: int) -> None:
    # ministack tells only the caller. SQS and the scheduler try again without a word.
    workers: Any = import_module("ministack.core.lambda_runtime")
    spawn, written = workers.Worker._spawn, dict[str, str]()

    def spawn_or_write(worker: Any) -> None:
        try:
            spawn(worker)
        except RuntimeError as error:
            if written.get(worker.func_name) != str(error):
                _write(log, worker.func_name, f"ERROR This function does not start. {error}")
            written[worker.func_name] = str(error)
            raise
        written.pop(worker.func_name, None)

    workers.Worker._spawn = spawn_or_write


def _write(log: int, function: str, line: str) -> None:
    os.write(log, f"{json.dumps([function, line])}\n".encode())
