"""One town: its units, classes, quarters, segregation."""
