"""The routes for stores."""

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from storehook.console.operator_notes import Operator
from storehook.console.schemas import CatchUpBody, Cursor, PauseBody, ReconcileBody, ResumeBody, StoreHash
from storehook.operations.store_answers import (
    CatchUpPreviewAnswer,
    CatchUpStartAnswer,
    ReconciliationAnswer,
    StoreAnswer,
    StoresAnswer,
)
from storehook.operations.stores_service import StoresService
from storehook.runs.pauses import holder


def add_store_routes(app: APIGatewayHttpResolver, service: StoresService, operator: Operator) -> None:
    """Add the routes."""

    @app.get("/console/api/stores")
    def stores(cursor: Cursor = None) -> StoresAnswer:
        """Return a page of stores."""
        return service.page(cursor)

    @app.get("/console/api/stores/<store_hash>")
    def store(store_hash: StoreHash) -> StoreAnswer:
        """Return a store with all its details."""
        return service.store(store_hash)

    @app.post("/console/api/stores/<store_hash>/reconcile")
    def reconcile(store_hash: StoreHash, body: ReconcileBody) -> ReconciliationAnswer:
        """Reconcile a store's webhooks, or preview it."""
        if not body.dry_run:
            operator.note("reconcile webhooks", holder("store", store_hash))
        return service.reconcile(store_hash, dry_run=body.dry_run)

    @app.post("/console/api/stores/<store_hash>/pause")
    def pause(store_hash: StoreHash, body: PauseBody) -> StoreAnswer:
        """Hold a store's runs and stop calling its API, until it is resumed."""
        operator.note("pause", holder("store", store_hash), body.reason)
        return service.pause(store_hash, body.reason, operator.arn)

    @app.post("/console/api/stores/<store_hash>/resume")
    def resume(store_hash: StoreHash, body: ResumeBody) -> StoreAnswer:  # noqa: ARG001 -- an empty object
        """Call a store's API again, and release its runs."""
        operator.note("resume", holder("store", store_hash))
        return service.resume(store_hash)

    @app.post("/console/api/stores/<store_hash>/catch-up")
    def catch_up(store_hash: StoreHash, body: CatchUpBody) -> CatchUpPreviewAnswer | CatchUpStartAnswer:
        """Catch up on changes since a time, or preview it."""
        return _catch_up(service, store_hash, body, operator)


def _catch_up(
    service: StoresService, store_hash: str, body: CatchUpBody, operator: Operator
) -> CatchUpPreviewAnswer | CatchUpStartAnswer:
    if body.dry_run:
        return service.preview_catch_up(store_hash, body.since)
    operator.note("catch up", holder("store", store_hash), f"since {body.since:.0f}")
    return service.catch_up(store_hash, body.since)
