"""What the handlers of release 0.2.0 build: a project that brings its packages alone up to date goes on."""

from storehook.actions.action import Registry
from storehook.consumer.consumer import Consumer
from storehook.reconciler.reconciler import Reconciler
from storehook.settings import ConsumerSettings, ReconcilerSettings
from storehook.wiring import consumer as consumers
from storehook.wiring import reconciler as reconcilers


def consumer(settings: ConsumerSettings, registry: Registry) -> Consumer:
    """As `wiring.consumer.consumer`."""
    return consumers.consumer(settings, registry)


def reconciler(settings: ReconcilerSettings, registry: Registry) -> Reconciler:
    """As `wiring.reconciler.reconciler`."""
    return reconcilers.reconciler(settings, registry)
