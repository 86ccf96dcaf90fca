"""Checks of the project in this folder. All are pure functions."""

from collections.abc import Sequence

from storehook_cli.doctor.findings import Finding, ok, warning


def version(pinned: str, command: str) -> Finding:
    """Check that a project has the version of the command."""
    if pinned == command:
        return ok("project", f"pins {command}, same as the command")
    advice = "Run the project's command, .venv/bin/storehook, or upgrade the project: storehook upgrade"
    return warning("project", f"pins {pinned}, the command is {command}", advice)


def permissions(statements: Sequence[str]) -> Finding:
    """Report the IAM permissions of the project's actions."""
    return ok("permissions", "; ".join(statements) or "your actions have no additional ones")
