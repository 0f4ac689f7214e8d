"""``python -m ankunft.cli``."""

from ankunft.cli import app

app()
