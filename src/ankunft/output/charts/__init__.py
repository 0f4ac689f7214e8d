"""Charts: Altair objects, and Vega-Lite where a page has many."""
