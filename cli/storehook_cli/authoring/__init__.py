"""What an author's project needs."""
