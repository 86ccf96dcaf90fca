"""Declaration of actions, and the arguments of their functions."""
