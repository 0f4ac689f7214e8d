"""What users bring: read, checked, repaired when they agree."""
