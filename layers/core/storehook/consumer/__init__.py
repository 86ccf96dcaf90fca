"""Works on a lane's messages."""
