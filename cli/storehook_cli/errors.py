"""Errors of the command. Each message says what happened and what to do."""


class CommandError(Exception):
    """Base of the command's errors. Any command may raise one, and `main` prints it. The exit code is 1."""
