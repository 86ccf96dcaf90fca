"""The code of functions/worker, put into the running functions of the local stack.

`sam` builds it, as it does for a deploy; then each function gets the new code, a version is published, and the alias
moves to it. What works on a run meanwhile ends it with the code that it began with. Sources: AWS docs,
UpdateFunctionCode (`Publish`), Lambda aliases; AWS SAM docs, AutoPublishAlias.
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
"""Those that ship functions/worker. One is built for all: they differ in their handlers only."""

_DAY_ONE = (1980, 1, 1, 0, 0, 0)


def built(state: Path) -> Path:
    """Where `build` puts the code."""
    return state / "worker" / FUNCTIONS[0]


def build(project: Path, state: Path) -> None:
    """Build the code with `sam`, with the packages that it asks for.

    Args:
        project: the folder of template.yaml.
        state: where the build goes, and its cache is.

    Raises:
        SamFailedError: `sam build` failed.
        CommandError: a file is no valid Python.
    """
    cache = ["--cached", "--cache-dir", str(state / "cache")]
    parameters = ["--parameter-overrides", f"Architecture={bundle.architecture()}"]
    bundle.sam(["build", FUNCTIONS[0], "--build-dir", str(built(state).parent), *cache, *parameters], project=project)
    bundle.compile_folder(built(state))


def replace_code(deployment: Deployment, folder: Path) -> None:
    """Have the functions run the code of a folder from now on, and every store's webhooks compared with its actions.

    Raises:
        ClientError: AWS refuses.
    """
    functions: LambdaClient = deployment.client("lambda")
    archive = _archive(folder)
    for name in FUNCTIONS:
        _replace(functions, deployment.output(name), archive)
    # On AWS, EventBridge tells the reconciler of every deploy.
    asked = json.dumps({"kind": "reconcile-all", "why": "deploy"})
    functions.invoke(FunctionName=f"{deployment.output('Reconciler')}:{ALIAS}", InvocationType="Event", Payload=asked)


def _replace(functions: "LambdaClient", function: str, archive: bytes) -> None:
    version = functions.update_function_code(FunctionName=function, ZipFile=archive, Publish=True)["Version"]
    functions.update_alias(FunctionName=function, Name=ALIAS, FunctionVersion=version)
    # Each version that has worked keeps a process of its own.
    for old in idle(functions.list_versions_by_function(FunctionName=function)["Versions"], time.time()):
        functions.delete_function(FunctionName=function, Qualifier=old)


def idle(versions: Sequence[Mapping[str, Any]], now: float) -> list[str]:
    """The versions of a function that have been replaced for longer than what they began may take.

    Args:
        versions: as Lambda lists them, the oldest first.
        now: unix seconds.
    """
    published = [each for each in versions if each["Version"] != "$LATEST"]
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
