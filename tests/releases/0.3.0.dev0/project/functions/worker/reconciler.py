"""Reconciler: make the stores' webhooks match the actions of this folder."""

import os
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

import actions
from storehook.actions.action import discover
from storehook.reconciler.invocation import invoke
from storehook.reconciler.reconciler import Reconciler
from storehook.settings import ReconcilerSettings
from storehook.wiring.reconciler import reconciler


@cache
def wiring() -> Reconciler:
    """Return the reconciler, with the actions of this folder. If one cannot be imported, nothing is reconciled."""
    return reconciler(ReconcilerSettings.of(os.environ), discover(actions))


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Work on a batch of the reconcile queue and name the messages to keep, or answer a direct call."""
    return invoke(wiring(), event, lambda: context.get_remaining_time_in_millis() / 1000)
