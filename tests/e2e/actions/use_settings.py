"""Tell which settings hold."""

from pathlib import Path
from typing import Any

from storehook import Context, action


@action(webhooks=["store/information/updated"], retries=0)
def use_settings(params: Any, ctx: Context) -> None:
    Path(params.told).write_text(f"{ctx.settings.sender} {ctx.settings.mails}")
