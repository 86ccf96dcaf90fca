"""The route for actions."""

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from storehook.operations.actions_service import ActionsAnswer, ActionsService


def add_action_route(app: APIGatewayHttpResolver, service: ActionsService) -> None:
    """Add the route."""

    @app.get("/console/api/actions")
    def actions() -> ActionsAnswer:
        """List the deployed actions with their runs of the last day."""
        return service.all()
