"""What the command tells its user when it cannot go on. The message says what happened and what to do."""


class CommandError(Exception):
    """A command cannot do what was asked. Exit code 1."""


class PortBusyError(CommandError):
    """Another program listens on a port that we need."""

    def __init__(self, port: int, variable: str) -> None:
        super().__init__(f"Port {port} is in use by another program. Set {variable} to a free port and start again.")


class SamFailedError(CommandError):
    """`sam` ended with an error."""

    def __init__(self, arguments: list[str], output: str) -> None:
        super().__init__(f"`sam {' '.join(arguments[:1])}` failed:\n\n{output.strip()[-4000:]}")
