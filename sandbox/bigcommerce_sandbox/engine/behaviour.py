"""Behaviour: code of the operations whose effect no rule describes."""

from collections.abc import Callable

from bigcommerce_sandbox.engine.call import Answer, Call

type Behaviour = Callable[[Call], Answer | None]
"""A function that serves a call. None lets the role of the operation serve it."""

BEHAVIOUR: dict[str, Behaviour] = {}
"""The functions by the name of the operation. The modules of `families` fill it when they are imported."""


def operation(*names: str) -> Callable[[Behaviour], Behaviour]:
    """Let a function serve operations, each named by method and path: `POST /v3/carts/{cartId}/items`.

    The path, the query's names, the owners in the path and the body are checked by then. A body that may be
    left out is an empty object then.
    """

    def register(serve: Behaviour) -> Behaviour:
        BEHAVIOUR.update(dict.fromkeys(names, serve))
        return serve

    return register
