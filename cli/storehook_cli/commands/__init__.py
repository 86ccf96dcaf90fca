"""The commands, a module a group. `storehook_cli.main` puts them together."""
