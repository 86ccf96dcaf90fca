"""Update of the running functions of the local stack with the code of functions/worker.

Each function gets the new code and publishes a version. When every function has answered with its new version, the
aliases move. A run in progress ends with the code it started with. Sources: AWS docs, PublishVersion,
Lambda aliases; AWS SAM docs, AutoPublishAlias.
"""

import json
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storehook_cli.errors import CommandError
from storehook_cli.stack.archives import archive
from storehook_cli.stack.deployment import ALIAS, Deployment
from storehook_cli.stack.local_packages import LocalPackages

if TYPE_CHECKING:
    from types_boto3_lambda import LambdaClient

FUNCTIONS = ("DefaultConsumer", "LongConsumer", "Reconciler")
"""Functions with the code of functions/worker. They differ only in their handlers."""

_EMPTY_BATCH = json.dumps({"Records": []})
"""Event that a function answers once its code is imported and its objects are built. It causes no work."""


def replace_code(deployment: Deployment, folder: Path, packages: LocalPackages) -> None:
    """Update the functions with the code of a folder, and start a reconciliation of every store.

    Args:
        packages: packages that the code requires beside the library's.

    Raises:
        CommandError: a function does not start with the code. Every function keeps the code that it had.
    """
    functions: LambdaClient = deployment.client("lambda")
    names = {name: deployment.output(name) for name in FUNCTIONS}
    code = archive(folder)
    for function in names.values():
        functions.update_function_code(FunctionName=function, ZipFile=code)
    # Only now: `sam` deployed code that contains the packages. With the layer, it can exceed Lambda's limit.
    packages.add_to(functions, [*names.values()])
    versions = {name: functions.publish_version(FunctionName=function)["Version"] for name, function in names.items()}
    with ThreadPoolExecutor() as threads:
        list(threads.map(partial(_require_answer, deployment), versions, versions.values()))
    for name, version in versions.items():
        _make_live(functions, deployment.output(name), version)
    # On AWS, EventBridge starts the reconciler at every deploy.
    task = json.dumps({"kind": "reconcile-all", "why": "deploy"})
    functions.invoke(FunctionName=f"{deployment.output('Reconciler')}:{ALIAS}", InvocationType="Event", Payload=task)


def _require_answer(deployment: Deployment, name: str, version: str) -> None:
    functions: LambdaClient = deployment.client("lambda")
    answer = functions.invoke(FunctionName=deployment.output(name), Qualifier=version, Payload=_EMPTY_BATCH)
    if "FunctionError" in answer:
        error = json.loads(answer["Payload"].read())
        raise CommandError(
            f"{name} does not start with this code. {error.get('errorType')}: {error.get('errorMessage')}"
        )


def _make_live(functions: "LambdaClient", function: str, version: str) -> None:
    functions.update_alias(FunctionName=function, Name=ALIAS, FunctionVersion=version)
    # Each version that was invoked keeps a process in the local AWS.
    for old in idle(functions.list_versions_by_function(FunctionName=function)["Versions"], time.time()):
        functions.delete_function(FunctionName=function, Qualifier=old)


def idle(versions: Sequence[Mapping[str, Any]], now: float) -> list[str]:
    """Return the versions, oldest first, that were replaced longer ago than an invocation may take."""
    published = [version for version in versions if version["Version"] != "$LATEST"]
    return [
        old["Version"]
        for old, successor in pairwise(published)
        if now - datetime.fromisoformat(successor["LastModified"]).timestamp() > old["Timeout"]
    ]
