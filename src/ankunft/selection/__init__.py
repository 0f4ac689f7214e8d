"""Choosing towns: a plan in, a sampling frame, a sample and cases with their reasons out."""
