"""Greet the warehouse at eight in the morning of its city, in summer and in winter."""

from storehook import Context, Params, action


@action(cron="0 8 * * MON-FRI", time_zone="America/New_York")
def greet(params: Params, _ctx: Context) -> str:
    return params.scheduled_at
