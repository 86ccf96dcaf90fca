"""The routes for actions and lanes."""

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from storehook.console.operator_notes import Operator
from storehook.console.schemas import ActionName, LaneName, PauseBody, ResumeBody
from storehook.operations.actions_service import ActionsAnswer, ActionsService
from storehook.operations.pauses_service import PausesAnswer, PausesService
from storehook.runs.pauses import holder


def add_action_routes(
    app: APIGatewayHttpResolver, action_service: ActionsService, service: PausesService, operator: Operator
) -> None:
    """Add the routes."""

    @app.get("/console/api/actions")
    def actions() -> ActionsAnswer:
        """List the deployed actions with their runs of the last day."""
        return action_service.all()

    @app.get("/console/api/pauses")
    def pauses() -> PausesAnswer:
        """List the paused actions and lanes."""
        return service.all()

    @app.post("/console/api/actions/<name>/pause")
    def pause_action(name: ActionName, body: PauseBody) -> PausesAnswer:
        """Hold an action's runs until it is resumed."""
        operator.note("pause", holder("action", name), body.reason)
        return service.pause("action", name, body.reason, operator.arn)

    @app.post("/console/api/actions/<name>/resume")
    def resume_action(name: ActionName, body: ResumeBody) -> PausesAnswer:  # noqa: ARG001 -- an empty object
        """Release an action's runs."""
        operator.note("resume", holder("action", name))
        return service.resume("action", name)

    @app.post("/console/api/lanes/<name>/pause")
    def pause_lane(name: LaneName, body: PauseBody) -> PausesAnswer:
        """Hold a lane's runs until it is resumed."""
        operator.note("pause", holder("lane", name), body.reason)
        return service.pause("lane", name, body.reason, operator.arn)

    @app.post("/console/api/lanes/<name>/resume")
    def resume_lane(name: LaneName, body: ResumeBody) -> PausesAnswer:  # noqa: ARG001 -- an empty object
        """Release a lane's runs."""
        operator.note("resume", holder("lane", name))
        return service.resume("lane", name)
