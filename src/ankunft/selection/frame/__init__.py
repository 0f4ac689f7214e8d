"""Who can be chosen: the variables of towns, their figures, filters, and projects to start from."""
