"""The generator of `bigcommerce_facts/facts.json` from BigCommerce's API documents."""
