"""The protocol of a selection: written, read, replayed, reported."""
