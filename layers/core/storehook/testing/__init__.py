"""Tools for tests of your actions: they run without AWS and without BigCommerce.

In the examples, `sync_order` is an action that stores an order's staff notes in the model `Order`, `environment` is an
`ActionEnvironment`, and `store` is its `store`.

```python
from storehook.testing import ActionEnvironment

environment = ActionEnvironment(actions=(sync_order,))
environment.store.answers("GET", "/v2/orders/113", {"id": 113, "staff_notes": "Packed"})
environment.send("store/order/updated", type="order", id=113)
assert environment.store.writes == []
```
"""

from storehook.bigcommerce.calls import Call
from storehook.testing.action_run import ActionRun, LoggedLine
from storehook.testing.environment import ActionEnvironment
from storehook.testing.store_client import FakeStoreClient, fake_connections

__all__ = ["ActionEnvironment", "ActionRun", "Call", "FakeStoreClient", "LoggedLine", "fake_connections"]
