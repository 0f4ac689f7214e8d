"""The page of the municipal survey."""
