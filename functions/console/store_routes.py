"""The routes about stores."""

from dataclasses import dataclass

from aws_lambda_powertools.event_handler import APIGatewayRestResolver

from schemas import CatchUp, Next, Pause, Register, Resume, StoreHash
from storehook.operations.answers import CatchUpPreviewAnswer, RegisterAnswer, StartedAnswer, StoreAnswer, StoresAnswer
from storehook.operations.stores_service import StoresService


@dataclass(frozen=True, slots=True)
class StoreRoutes:
    """Answers requests about stores."""

    service: StoresService

    def add_to(self, app: APIGatewayRestResolver) -> None:
        """Make the routes."""
        app.get("/console/api/stores")(self.stores)
        app.get("/console/api/stores/<store_hash>")(self.store)
        app.post("/console/api/stores/<store_hash>/register")(self.register)
        app.post("/console/api/stores/<store_hash>/pause")(self.pause)
        app.post("/console/api/stores/<store_hash>/resume")(self.resume)
        app.post("/console/api/stores/<store_hash>/catch-up")(self.catch_up)

    def stores(self, cursor: Next = None) -> StoresAnswer:
        """A page of stores."""
        return self.service.page(cursor)

    def store(self, store_hash: StoreHash) -> StoreAnswer:
        """All about a store."""
        return self.service.store(store_hash)

    def register(self, store_hash: StoreHash, body: Register) -> RegisterAnswer:
        """Bring a store's webhooks in order now, or show the plan."""
        return self.service.register(store_hash, dry_run=body.dry_run)

    def pause(self, store_hash: StoreHash, body: Pause) -> StoreAnswer:
        """Stop calling a store until it is resumed."""
        return self.service.pause(store_hash, body.reason)

    def resume(self, store_hash: StoreHash, body: Resume) -> StoreAnswer:  # noqa: ARG002 -- an empty object
        """Call a store again."""
        return self.service.resume(store_hash)

    def catch_up(self, store_hash: StoreHash, body: CatchUp) -> CatchUpPreviewAnswer | StartedAnswer:
        """Fetch what has changed since a time, or count it."""
        if body.dry_run:
            return self.service.preview_catch_up(store_hash, body.since)
        return self.service.catch_up(store_hash, body.since)
