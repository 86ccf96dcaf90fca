"""Poll an inbox every ten minutes. A missed time needs no run: the next one sees all mail."""

from storehook import Context, Params, action


@action(every="10 minutes", missed="skip")
def poll_inbox(params: Params, _ctx: Context) -> str:
    return params.scheduled_at
