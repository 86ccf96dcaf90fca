"""What a store holds, described by declarations: `families` says what there is, the other modules make it work."""
