"""BigCommerce's API, as actions use it. Only `transport.py` and `login` use the HTTP library."""
