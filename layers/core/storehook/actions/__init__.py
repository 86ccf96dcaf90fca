"""What authors declare, and what their functions are given."""
