"""The console's application: all routes, the page's files, and the answers to errors."""

import json
from functools import cache

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response, content_types
from aws_lambda_powertools.event_handler.exceptions import NotFoundError

from storehook.console.action_routes import add_action_routes
from storehook.console.operator_notes import Operator, add_audit_routes
from storehook.console.page_files import files
from storehook.console.record_routes import add_record_routes
from storehook.console.run_routes import add_run_routes
from storehook.console.services import AboutAnswer, Console
from storehook.console.store_routes import add_store_routes
from storehook.history.errors import QueryInvalid, RunsThrottled
from storehook.operations.errors import OperationError

TITLE = "storehook console"
JSON = content_types.APPLICATION_JSON


def application(console: Console) -> APIGatewayHttpResolver:
    """Return the resolver for every request below `/console/`."""
    app = APIGatewayHttpResolver(enable_validation=True)
    operator = Operator(app, console.audit)
    add_run_routes(app, console.runs, console.overview, console.run_log, operator)
    add_action_routes(app, console.actions, console.pauses, operator)
    add_store_routes(app, console.stores, operator)
    add_audit_routes(app, console.audit, operator)
    add_record_routes(app, console.records, operator)

    @app.get("/console/api/about")
    def about() -> AboutAnswer:
        """Tell the stack's version, and whether it is local."""
        return console.about

    @cache
    def openapi() -> str:
        return app.get_openapi_json_schema(title=TITLE)

    app.get("/console/api/openapi.json", include_in_schema=False)(lambda: _text(JSON, openapi()))
    app.get("/console", include_in_schema=False)(lambda: page_file("index.html"))
    app.get("/console/<name>", include_in_schema=False)(page_file)
    app.exception_handler([OperationError, QueryInvalid, RunsThrottled])(error_answer)
    return app


def page_file(name: str) -> Response[str]:
    """Return a file of the page."""
    file = files().get(name)
    if file is None:
        raise NotFoundError("File not found.")
    return _text(*file)


def error_answer(error: OperationError | QueryInvalid | RunsThrottled) -> Response[str]:
    """Answer a request that was not carried out."""
    match error:
        case OperationError():
            status = error.status
        case QueryInvalid():
            status = 400
        case RunsThrottled():
            status = 503
    body = json.dumps({"message": str(error)})
    return Response(status_code=status, content_type=JSON, body=body)


def _text(content_type: str, text: str) -> Response[str]:
    return Response(status_code=200, content_type=content_type, body=text)
