"""Customer segments. Source: BigCommerce docs, customer segmentation v3 reference."""

from collections.abc import Mapping

from bigcommerce_sandbox.engine.rules import Limit, Rules

RULES: Mapping[str, Rules] = {"v3/segments": Rules(limits=(Limit(1000),), most={"bulk create": (10, 413)})}
