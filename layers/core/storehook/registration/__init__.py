"""Registration: webhooks at BigCommerce are compared with what the actions need, and repaired."""
