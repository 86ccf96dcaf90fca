"""Judging the project in this folder, beside its stack. All are pure functions."""

from collections.abc import Sequence

from storehook_cli.doctor.findings import Finding, ok, warning


def version(pinned: str, command: str) -> Finding:
    """Whether a project is made of the command's version.

    Args:
        pinned: the project's.
        command: the command's.
    """
    if pinned == command:
        return ok("project", f"is made of {command}, as the command is")
    advice = "Run the project's own command, .venv/bin/storehook; or bring the project to it: storehook upgrade"
    return warning("project", f"is made of {pinned}, the command is {command}", advice)


def permissions(allowed: Sequence[str]) -> Finding:
    """What the actions in a project may do at AWS besides, to be seen.

    Args:
        allowed: what each statement says.
    """
    return ok("permissions", "; ".join(allowed) or "your actions have none of their own")
