"""Update of the running functions of the local stack with the code of functions/worker.

`sam` builds the code, as for a deploy. Then each function gets the new code and publishes a version, to which the
alias moves. A run in progress ends with the code it started with. Sources: AWS docs, UpdateFunctionCode (`Publish`),
Lambda aliases; AWS SAM docs, AutoPublishAlias.
"""

import io
import json
import time
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storehook_cli.stack import bundle
from storehook_cli.stack.deployment import ALIAS, Deployment

if TYPE_CHECKING:
    from types_boto3_lambda import LambdaClient

FUNCTIONS = ("DefaultConsumer", "LongConsumer", "Reconciler")
"""Functions with the code of functions/worker. They differ only in their handlers, so one build serves all."""

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
    """Update the functions with the code of a folder, and start a reconciliation of every store."""
    functions: LambdaClient = deployment.client("lambda")
    archive = _archive(folder)
    for name in FUNCTIONS:
        _replace(functions, deployment.output(name), archive)
    # On AWS, EventBridge starts the reconciler at every deploy.
    task = json.dumps({"kind": "reconcile-all", "why": "deploy"})
    functions.invoke(FunctionName=f"{deployment.output('Reconciler')}:{ALIAS}", InvocationType="Event", Payload=task)


def _replace(functions: "LambdaClient", function: str, archive: bytes) -> None:
    version = functions.update_function_code(FunctionName=function, ZipFile=archive, Publish=True)["Version"]
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
