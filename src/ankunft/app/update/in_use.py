"""The edition in use, and what one from the complete files would add to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import streamlit as st
from babel.dates import format_datetime

from ankunft.app.loaders import edition, level_figures
from ankunft.app.update.notice import pinned
from ankunft.base.errors import EditionError
from ankunft.base.language import format_integer, format_percent, translator
from ankunft.edition import Edition, open_edition, shipped_path
from ankunft.edition.folders import pointer, user_folders


@dataclass(frozen=True, slots=True)
class Coverage:
    """Municipalities with figures, those of them whose quarters can be seen in 2022, and the
    inhabitants of both in 2022."""

    towns: int
    covered: int
    people: int
    people_covered: int


def coverage(towns: pd.DataFrame, cells: pd.DataFrame) -> Coverage:
    """From the figures of the municipalities and of the 1 km cells."""
    counted = towns[towns["has_figures"]]
    inside = counted[counted["id"].isin(cells.loc[cells["town_covered_2022"], "ags"])]
    people = [int(part["population_2022"].sum()) for part in (counted, inside)]
    return Coverage(len(counted), len(inside), *people)


def in_use(lang: str) -> None:
    """Which edition it is and where it comes from."""
    _ = translator(lang)
    shown = edition()
    if pinned():
        text = _("Gezeigt wird die Ausgabe `{hash}` aus dem Ordner, den ANKUNFT_EDITION nennt.")
    elif shown.hash == shipped_hash():
        text = _("Gezeigt wird die mitgelieferte Ausgabe `{hash}`.")
    else:
        text = _("Gezeigt wird die eigene Ausgabe `{hash}`, in Gebrauch seit {date}.")
    st.markdown(text.format(hash=shown.hash[:12], date=_since(shown, lang)))


def shipped_hash() -> str:
    """Of the edition that ships with the project; "" if it was taken away."""
    try:
        return open_edition(shipped_path()).hash
    except EditionError:
        return ""


def comparison(lang: str) -> None:
    """A table: today, and with the complete files. Of what is unknown it says so."""
    _ = translator(lang)
    now = coverage(level_figures("municipality"), level_figures("cell"))
    today, fuller = _("heute"), _("aus den vollständigen Dateien")
    drawn, official = _("aus 250-m-Zellen gezeichnet"), _("amtliche Grenzen")
    # rounded down: a hundred per cent is all of them
    share = 1000 * now.people_covered // now.people / 10 if now.people else None
    rows = [
        (
            _("Umrisse der Gemeinden"),
            official if edition().has_exact_boundaries else drawn,
            official,
        ),
        (
            _("Gemeinden, deren Quartiere auch 2022 zu sehen sind"),
            _("{n} von {total}").format(
                n=format_integer(now.covered, lang), total=format_integer(now.towns, lang)
            ),
            _("bis zu {n}").format(n=format_integer(now.towns, lang)),
        ),
        (
            _("Menschen, die dort wohnen (Zensus 2022)"),
            f"{format_integer(now.people_covered, lang)} ({format_percent(share, lang)})",
            _("bis zu {n}").format(n=format_integer(now.people, lang)),
        ),
    ]
    table = pd.DataFrame(rows, columns=["", today, fuller]).set_index("")
    st.table(table, border="horizontal")
    st.caption(
        _(
            "Gezählt sind Gemeinden, deren 1-km-Zellen für 2022 nahezu vollständig vorliegen. Wie viele "
            "es werden, steht erst nach dem Bau fest."
        )
    )


def _since(shown: Edition, lang: str) -> str:
    """Day and time at which the user's edition was taken into use, else that of its making."""
    folders = user_folders()
    told = pointer(folders)
    used = told is not None and told.edition == shown.hash
    file = folders.pointer if used else shown.path / "manifest.json"
    try:
        moment = datetime.fromtimestamp(file.stat().st_mtime)
    except OSError:
        return "–"
    pattern = "d. MMMM y, H:mm 'Uhr'" if lang == "de" else "d MMMM y, H:mm"
    return format_datetime(moment, pattern, locale=lang)
