"""Sample models for the tests."""
