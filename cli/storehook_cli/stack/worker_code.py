"""Update of the running functions of the local stack with the code of functions/worker.

`sam` builds the code, as for a deploy. Then each function gets the new code and publishes a version. When every
function has answered with its new version, the aliases move. A run in progress ends with the code it started with.
Sources: AWS docs, UpdateFunctionCode (`Publish`), Lambda aliases; AWS SAM docs, AutoPublishAlias.
"""

import io
import json
import time
import zipfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storehook_cli.errors import CommandError
from storehook_cli.stack import bundle
from storehook_cli.stack.deployment import ALIAS, Deployment

if TYPE_CHECKING:
    from types_boto3_lambda import LambdaClient

FUNCTIONS = ("DefaultConsumer", "LongConsumer", "Reconciler")
"""Functions with the code of functions/worker. They differ only in their handlers, so one build serves all."""

_EMPTY_BATCH = json.dumps({"Records": []})
"""Event that a function answers once its code is imported and its objects are built. It causes no work."""

_DAY_ONE = (1980, 1, 1, 0, 0, 0)


def build_folder(state: Path) -> Path:
    """Return the folder of the built code."""
    return state / "worker" / FUNCTIONS[0]


def build(project: Path, state: Path) -> None:
    """Build the code and the packages it requires with `sam`, in the folder `state`."""
    cache = ["--cached", "--cache-dir", str(state / "cache")]
    parameters = ["--parameter-overrides", f"Architecture={bundle.architecture()}"]
    bundle.sam(
        ["build", FUNCTIONS[0], "--build-dir", str(build_folder(state).parent), *cache, *parameters], project=project
    )
    bundle.compile_folder(build_folder(state))


def replace_code(deployment: Deployment, folder: Path) -> None:
    """Update the functions with the code of a folder, and start a reconciliation of every store.

    Raises:
        CommandError: a function does not start with the code. Every function keeps the code that it had.
    """
    functions: LambdaClient = deployment.client("lambda")
    archive = _archive(folder)
    versions = {name: _publish(functions, deployment.output(name), archive) for name in FUNCTIONS}
    with ThreadPoolExecutor() as threads:
        list(threads.map(partial(_require_answer, deployment), versions, versions.values()))
    for name, version in versions.items():
        _make_live(functions, deployment.output(name), version)
    # On AWS, EventBridge starts the reconciler at every deploy.
    task = json.dumps({"kind": "reconcile-all", "why": "deploy"})
    functions.invoke(FunctionName=f"{deployment.output('Reconciler')}:{ALIAS}", InvocationType="Event", Payload=task)


def _publish(functions: "LambdaClient", function: str, archive: bytes) -> str:
    return functions.update_function_code(FunctionName=function, ZipFile=archive, Publish=True)["Version"]


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


def _archive(folder: Path) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _DAY_ONE)
            entry.external_attr = path.stat().st_mode << 16
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, 1)
    return out.getvalue()
