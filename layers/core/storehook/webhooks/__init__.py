"""What BigCommerce sends: events, scopes, signatures."""
