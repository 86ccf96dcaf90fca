"""BigCommerce's API, as an action holds it in its hands. `transport.py` alone knows the HTTP library."""
