"""The operators' page, and the JSON that it shows."""
