"""The update of the official data in the app: what it brings, how far it is, and a new edition."""
