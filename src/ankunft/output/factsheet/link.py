"""The live view of a town: its address, as text and as QR code."""

from __future__ import annotations

import io
import re
from urllib.parse import quote, urlsplit

from ankunft.base.errors import ParameterError

BASE_URL = "http://127.0.0.1:8501"
"""Where the app runs unless told otherwise."""
LONGEST = 300


def live_url(base_url: str, ags: str) -> str:
    """The address of a town's profile.

    Raises
    ------
    ParameterError
        If the base is not an address beginning with http:// or https://.
    """
    try:
        parts = urlsplit(base_url)
        host = parts.hostname
    except ValueError:
        host = None
    plain = re.fullmatch(r"https?://[!-~]+", base_url) and not re.search(r"[\"'<>?#\\]", base_url)
    if not (plain and host and len(base_url) <= LONGEST):
        raise ParameterError(
            f"„{base_url[:80]}“ ist keine Adresse der Form http://rechner:8501 oder "
            "https://beispiel.de/ankunft."
        )
    return f"{base_url.rstrip('/')}/stadtprofil?town={quote(ags)}"


def qr_svg(text: str) -> str:
    """The QR code of a text as SVG; about 15 % of it may be illegible (level M)."""
    import segno

    file = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(file, kind="svg", xmldecl=False, nl=False, omitsize=True, border=2, light="#ffffff")
    return file.getvalue().decode()
