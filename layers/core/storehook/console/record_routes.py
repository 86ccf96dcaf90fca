"""The routes for records."""

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from storehook.console.operator_notes import Operator
from storehook.console.schemas import Model, RecordCursor, RecordId, StoreQuery
from storehook.operations.record_answers import RecordAnswer, RecordsAnswer
from storehook.operations.records_service import ModelsAnswer, RecordsService
from storehook.runs.pauses import holder


def add_record_routes(app: APIGatewayHttpResolver, service: RecordsService, operator: Operator) -> None:
    """Add the routes."""

    @app.get("/console/api/models")
    def models() -> ModelsAnswer:
        """List the models that the deployed code uses."""
        return service.models()

    @app.get("/console/api/records")
    def records(store: StoreQuery, model: Model, cursor: RecordCursor = None) -> RecordsAnswer:
        """Return a page of a store's records of a model."""
        answer = service.page(store, model, cursor)
        operator.note_read("read records", holder("store", store), model)
        return answer

    @app.get("/console/api/records/by-id")
    def records_by_id(store: StoreQuery, bigcommerce_id: RecordId) -> RecordsAnswer:
        """Return a store's records with an ID, of any model of the deployed code."""
        answer = service.with_id(store, bigcommerce_id)
        operator.note_read("read records", holder("store", store), f"ID {bigcommerce_id}")
        return answer

    @app.get("/console/api/record")
    def record(store: StoreQuery, model: Model, bigcommerce_id: RecordId) -> RecordAnswer:
        """Return a record with all its details."""
        answer = service.record(store, model, bigcommerce_id)
        operator.note_read("read records", holder("store", store), f"{model} {bigcommerce_id}")
        return answer
