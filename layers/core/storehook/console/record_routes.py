"""The routes for records."""

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from storehook.console.schemas import Model, RecordCursor, RecordId, StoreQuery
from storehook.operations.record_answers import RecordAnswer, RecordsAnswer
from storehook.operations.records_service import ModelsAnswer, RecordsService


def add_record_routes(app: APIGatewayHttpResolver, service: RecordsService) -> None:
    """Add the routes."""

    @app.get("/console/api/models")
    def models() -> ModelsAnswer:
        """List the models that the deployed code uses."""
        return service.models()

    @app.get("/console/api/records")
    def records(store: StoreQuery, model: Model, cursor: RecordCursor = None) -> RecordsAnswer:
        """Return a page of a store's records of a model."""
        return service.page(store, model, cursor)

    @app.get("/console/api/records/by-id")
    def records_by_id(store: StoreQuery, bigcommerce_id: RecordId) -> RecordsAnswer:
        """Return a store's records with an ID, of any model of the deployed code."""
        return service.with_id(store, bigcommerce_id)

    @app.get("/console/api/record")
    def record(store: StoreQuery, model: Model, bigcommerce_id: RecordId) -> RecordAnswer:
        """Return a record with all its details."""
        return service.record(store, model, bigcommerce_id)
