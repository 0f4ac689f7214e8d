"""The page for own data: upload, mapping, checks, preview, use."""
