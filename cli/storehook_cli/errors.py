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


class FunctionFailedError(CommandError):
    """A function of the stack was invoked, and raised.

    Args:
        function: its logical name.
        error_type: the class of what it raised.
        message: what that said.
    """

    def __init__(self, function: str, error_type: str, message: str) -> None:
        super().__init__(
            f"{function} failed: {error_type}: {message}\n"
            f"Mend that and deploy again. Its log says more: sam logs --name {function}"
        )


class StoreChangedError(CommandError):
    """Between our look at a store and our change of it, something else has changed it. We have changed nothing."""

    def __init__(self, store_hash: str) -> None:
        super().__init__(
            f"{store_hash} changed meanwhile, and was left as it is: it was paused, uninstalled or installed anew. "
            f"Look at it, and try again: storehook stores show {store_hash}"
        )
