"""The routes about records."""

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from storehook.console.schemas import Model, RecordCursor, RecordId, StoreQuery
from storehook.operations.record_answers import RecordAnswer, RecordsAnswer
from storehook.operations.records_service import ModelsAnswer, RecordsService


def add_record_routes(app: APIGatewayHttpResolver, service: RecordsService) -> None:
    """Make the routes."""

    @app.get("/console/api/models")
    def models() -> ModelsAnswer:
        """The models that the deployed code uses."""
        return service.models()

    @app.get("/console/api/records")
    def records(store: StoreQuery, model: Model, cursor: RecordCursor = None) -> RecordsAnswer:
        """A page of a store's records of a model."""
        return service.page(store, model, cursor)

    @app.get("/console/api/records/by-id")
    def records_by_id(store: StoreQuery, bigcommerce_id: RecordId) -> RecordsAnswer:
        """A store's records with an id, of any model of the deployed code."""
        return service.with_id(store, bigcommerce_id)

    @app.get("/console/api/record")
    def record(store: StoreQuery, model: Model, bigcommerce_id: RecordId) -> RecordAnswer:
        """All about a record."""
        return service.record(store, model, bigcommerce_id)
