"""Each way in which a run can wait, for a minute: time enough for what becomes of its stack meanwhile."""

from pathlib import Path

from storehook import Context, Model, Params, Retries, action

MINUTE = 60

LATER = Retries(retry_count=3, initial_interval=MINUTE, backoff_factor=1, randomize_interval=False)


@action(webhooks=["store/cart/converted"], lane="long", retries=LATER)
def note_run_again(params: Params, ctx: Context) -> None:
    note(params, ctx)


@action(webhooks=["store/cart/couponApplied"], lane="long", retries=LATER, one_at_a_time=True)
def note_run_in_turn(params: Params, ctx: Context) -> None:
    note(params, ctx)


@action(webhooks=["store/cart/lineItem/created"], lane="long", coalesce=MINUTE)
def note_run_of_minute(params: Params, ctx: Context) -> None:
    note(params, ctx)


@action(webhooks=["store/cart/lineItem/updated"])
def ask_for_later(params: Params, ctx: Context) -> None:
    ctx.enqueue("note_run_later", told(params), delay=MINUTE, key="later")


@action(lane="long")
def note_run_later(params: Params, ctx: Context) -> None:
    note(params, ctx)


@action(webhooks=["store/cart/lineItem/deleted"], lane="long", retries=LATER)
def keep_basket(params: Params, ctx: Context) -> None:
    note(params, ctx)
    ctx.records(Basket).upsert(params.id, folder=params.folder)


def note(params: Params, ctx: Context) -> None:
    ctx.call("note_run", **told(params))


def told(params: Params) -> dict[str, str]:
    return {name: params[name] for name in ("fails", "folder")}


class Basket(Model):
    """Says what it has seen change, in the second attempt."""

    folder: str = ""

    def on_success(self, ctx: Context) -> None:
        if ctx.trigger.attempt == 1:
            raise ConnectionError("as it was told")
        (Path(self.folder) / "changed").write_text(f"{self.changed('folder')}")
