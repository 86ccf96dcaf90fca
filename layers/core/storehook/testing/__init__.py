"""For your actions' tests: an action's surroundings without AWS and without BigCommerce.

```python
environment = ActionEnvironment()
environment.store.answers("GET", "/v2/orders/113", {"id": 113, "customer_message": "Thank you"})
environment.run(sync_order, type="order", id=113)
assert environment.records(Order).get(113).customer_message == "Thank you"
```
"""

from storehook.bigcommerce.calls import Call
from storehook.testing.environment import ActionEnvironment
from storehook.testing.store_client import FakeStoreClient, fake_connections

__all__ = ["ActionEnvironment", "Call", "FakeStoreClient", "fake_connections"]
