"""Cases by a named strategy or a score, with wishes solved exactly and a reason for each."""
