"""Names that a spreadsheet would run, link or take for numbers."""

HOSTILE = [
    '=HYPERLINK("http://x";"y")', "+49 341", "-1+1", "@SUM(A1)", "\tTab", "_x0041_", "a;b,c \"d\"",
    "e\nf", "#7", "http://example.org", "0123", "1e5", "TRUE", "ä ö ü ß €",
]  # fmt: skip
