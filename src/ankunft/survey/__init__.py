"""The municipal survey: its files read, its answers weighted, estimated and compared."""
