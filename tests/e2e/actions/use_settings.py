"""Tell which settings hold."""

from pathlib import Path

from storehook import Context, Params, action


@action(webhooks=["store/information/updated"], retries=0)
def use_settings(params: Params, ctx: Context) -> None:
    Path(params.told).write_text(f"{ctx.settings.sender} {ctx.settings.mails}")
