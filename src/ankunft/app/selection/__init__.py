"""The page of case selection, step by step."""
