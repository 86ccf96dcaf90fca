"""Who asks, and the note of it in the audit log."""

from dataclasses import dataclass

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from storehook.console.schemas import Cursor
from storehook.operations.audit import Audit, AuditAnswer, OperationName


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever has signed the request that is being answered.

    Args:
        app: what answers it.
        audit: keeps what operators ask for.
    """

    app: APIGatewayHttpResolver
    audit: Audit

    @property
    def arn(self) -> str:
        """The ARN that API Gateway has found the request to be signed by."""
        return self.app.current_event.request_context.authorizer.iam.user_arn or "unknown"

    def note(self, operation: OperationName, subject: str, detail: str = "") -> None:
        """Note what is about to be done: see `operations.audit.Audit.note`."""
        self.audit.note(self.arn, operation, subject, detail)


def add_audit_route(app: APIGatewayHttpResolver, audit: Audit) -> None:
    """Make the route."""

    @app.get("/console/api/audit")
    def entries(cursor: Cursor = None) -> AuditAnswer:
        """A page of what operators have asked for, the latest first."""
        return audit.page(cursor)
