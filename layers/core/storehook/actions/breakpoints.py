"""`breakpoint()` in a function. The template names `refuse` in PYTHONBREAKPOINT (Python docs, `sys.breakpointhook`)."""

from storehook.errors import NoDebugger


def refuse(*_: object, **__: object) -> None:
    """Raise `NoDebugger`. A debugger would wait for input that never comes."""
    raise NoDebugger
