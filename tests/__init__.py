"""What proves storehook. A package: else that of another distribution with this name would be taken for it."""
