"""Errors of the command. Each message says what happened and what to do."""


class CommandError(Exception):
    """Base of the command's errors. The exit code is 1."""
