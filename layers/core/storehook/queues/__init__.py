"""What travels in queues."""
