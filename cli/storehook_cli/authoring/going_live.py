"""Deployment of an edit of functions/worker to the local stack."""

from pathlib import Path

from storehook_cli.authoring import checking
from storehook_cli.authoring.importing import REQUIREMENTS, WORKER
from storehook_cli.errors import CommandError
from storehook_cli.stack import deployed_parts, worker_code
from storehook_cli.stack.deployment import Deployment, local_info
from storehook_cli.stack.local_packages import LocalPackages
from storehook_cli.stack.locks import waiting_for

WORKER_LOCK = "worker.lock"
"""File in the state's folder. Its holder may change the installed packages and the functions' code."""


def go_live(deployment: Deployment, project: Path, state: Path) -> tuple[str, ...]:
    """Check the code, install its packages and update the functions. Return the names of the actions.

    Raises:
        CommandError: the code cannot be imported, a package cannot be installed, a function does not start, or a part
            that only the start of `make run` deploys has changed. The functions keep their code.
        ClientError: the local AWS refuses a call.
    """
    with waiting_for(state / WORKER_LOCK):
        deployed_parts.require_unchanged(project, local_info(state).get("parts", {}))
        packages = LocalPackages(project / REQUIREMENTS, state)
        findings = checking.require_sound(project, packages.installed)
        packages.install()
        if findings.missing:
            findings = checking.check(project, packages.folder)
        if findings.problem:
            raise CommandError(findings.problem)
        worker_code.replace_code(deployment, project / WORKER, packages)
    return findings.actions
