"""The operator of a request, and the entry in the audit log."""

from dataclasses import dataclass

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from storehook.console.schemas import Cursor, DeployBody
from storehook.operations.audit import Audit, AuditAnswer, NoteAnswer, OperationName


@dataclass(frozen=True, slots=True)
class Operator:
    """The operator who signed the current request."""

    app: APIGatewayHttpResolver
    audit: Audit

    @property
    def arn(self) -> str:
        """ARN of the credentials that signed the request, as API Gateway verified them. Empty without a signature."""
        return self.app.current_event.request_context.authorizer.iam.user_arn or ""

    def note(self, operation: OperationName, subject: str, detail: str = "") -> None:
        """Write an audit entry about an operation that is about to start."""
        self.audit.note(self.arn, operation, subject, detail)

    def note_read(self, operation: OperationName, subject: str, detail: str = "") -> None:
        """Write an audit entry about stored data that is about to be returned."""
        self.audit.note_read(self.arn, operation, subject, detail)


def add_audit_routes(app: APIGatewayHttpResolver, audit: Audit, operator: Operator) -> None:
    """Add the routes."""

    @app.get("/console/api/audit")
    def entries(cursor: Cursor = None) -> AuditAnswer:
        """Return a page of the audit log, latest entries first."""
        return audit.page(cursor)

    @app.post("/console/api/deploys")
    def deploys(body: DeployBody) -> NoteAnswer:
        """Record a deploy that is about to start. A deployer may not write to the log."""
        operator.note("deploy", "stack", body.detail)
        return NoteAnswer(operator.arn)
