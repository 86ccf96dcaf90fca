"""Commands, one module per group. `storehook_cli.main` puts them together."""
