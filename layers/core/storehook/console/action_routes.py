"""The route about actions."""

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from storehook.operations.actions_service import ActionsAnswer, ActionsService


def add_action_route(app: APIGatewayHttpResolver, service: ActionsService) -> None:
    """Make the route."""

    @app.get("/console/api/actions")
    def actions() -> ActionsAnswer:
        """The actions that are deployed, and how their runs of the last day went."""
        return service.all()
