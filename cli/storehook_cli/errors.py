"""Errors of the command. Each message says what happened and what to do."""


class CommandError(Exception):
    """Base of the command's errors. The exit code is 1."""


class PortBusyError(CommandError):
    """Port that another program uses."""

    def __init__(self, port: int, variable: str) -> None:
        super().__init__(f"Port {port} is in use by another program. Set {variable} to a free port and start again.")


class SamFailedError(CommandError):
    """Failed `sam` command."""

    def __init__(self, arguments: list[str], output: str) -> None:
        super().__init__(f"`sam {' '.join(arguments[:1])}` failed:\n\n{output.strip()[-4000:]}")
