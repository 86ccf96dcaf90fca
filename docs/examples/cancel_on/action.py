"""Ask for a review three days after an order, unless the order is archived before."""

from datetime import timedelta

from storehook import Context, Params, action


@action(webhooks=["store/order/created"], cancel_on=["store/order/archived"])
def ask_for_review(params: Params, ctx: Context) -> str:
    ctx.sleep("let them try it", timedelta(days=3))
    return f"mail about order {params.id}"
