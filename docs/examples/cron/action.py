"""Write a report about the day before, at four in the morning of UTC."""

from storehook import Context, Params, action


@action(cron="0 4 * * *")
def report(params: Params, _ctx: Context) -> str:
    return f"Report of {params.scheduled_at[:10]}"
