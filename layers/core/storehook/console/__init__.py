"""The operators' console: its page, and the JSON API behind it."""
