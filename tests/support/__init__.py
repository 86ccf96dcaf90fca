"""What tests share: builders, doubles, and ways to ask what is under test. Fixtures are in conftest files."""
