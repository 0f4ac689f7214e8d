"""Results as rows with labels, for the screen and for files.

Numbers stay numbers; what is not shown is missing, and its row says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ankunft.base.language import format_integer, format_number, translator
from ankunft.edition import Edition
from ankunft.output.tables import SURVEY, Files, export
from ankunft.output.tables.columns import of_survey
from ankunft.survey.inference.crosstab import CrossTable
from ankunft.survey.inference.estimate import Estimate
from ankunft.survey.inference.response import STATES
from ankunft.survey.inference.suppress import COMPLEMENT, SHOWN, reason

YEARS = 1900, 2100
"""Whole numbers that all lie between these are years: their sum means nothing."""


def published(table: pd.DataFrame) -> pd.DataFrame:
    """Figures as precise as they may be told: the audit of tables reckons with a tenth."""
    return table.round(dict.fromkeys(table.select_dtypes("number"), 1))


def hidden_notes(hidden: pd.DataFrame, lang: str) -> list[str]:
    """How much of a table is not shown, and why; nothing where all is."""
    _ = translator(lang)
    codes = pd.Series(hidden.to_numpy().ravel())
    gone = codes[codes != SHOWN]
    if gone.empty:
        return []
    second = int((gone == COMPLEMENT).sum())
    return [
        _(
            "Nicht gezeigt werden {n} von {all} Ergebnissen: {primary}, weil sie wenige Gemeinden oder "
            "einhellige Gruppen betreffen, {secondary}, weil sich jene sonst errechnen ließen. Geprüft "
            "sind alle Tabellen dieser Frage zusammen."
        ).format(
            n=format_integer(len(gone), lang),
            all=format_integer(len(codes), lang),
            primary=format_integer(len(gone) - second, lang),
            secondary=format_integer(second, lang),
        )
    ]


def share_rows(
    found: Estimate, labels: Mapping[str, str], lang: str, *, intervals: bool
) -> pd.DataFrame:
    """Answer, towns that gave it, share, interval, towns of the frame, note; one row per answer.

    `intervals` False: the answers speak for themselves, there is no interval and no frame.
    """
    _ = translator(lang)
    assert found.shares is not None
    table = published(found.shares)
    rows = {
        _("Antwort"): [labels.get(str(code), str(code)) for code in table.index],
        _("Gemeinden"): _whole(table["n"]),
        _("Anteil (%)"): table["share"].to_numpy(),
    }
    if intervals:
        rows |= {
            _("von (%)"): table["low"].to_numpy(),
            _("bis (%)"): table["high"].to_numpy(),
            _("hochgerechnet (Gemeinden)"): _whole(table["towns"]),
        }
    return pd.DataFrame(rows | {_("Hinweis"): _notes(table["hidden"], lang)})


def figure_rows(
    found: Estimate, lang: str, *, intervals: bool, years: bool = False
) -> pd.DataFrame:
    """Mean, median and total with their intervals; of `years` no total, and no separators."""
    _ = translator(lang)
    assert found.figures is not None
    names = {"mean": _("Mittelwert"), "median": _("Median"), "total": _("Summe")}
    table = published(found.figures)
    table = table.drop(index="total", errors="ignore") if years else table
    rows: dict[str, object] = {_("Maß"): [names[str(measure)] for measure in table.index]}
    rows |= {_("Wert"): table["value"].to_numpy()}
    if intervals:
        rows |= {_("von"): table["low"].to_numpy(), _("bis"): table["high"].to_numpy()}
    return pd.DataFrame(rows | {_("Hinweis"): _notes(table["hidden"], lang)})


def cross_rows(
    found: CrossTable, labels: Mapping[str, str], lang: str, *, intervals: bool
) -> pd.DataFrame:
    """Group, answer, towns, share or mean, interval, note; one row per group and answer."""
    _ = translator(lang)
    table = published(found.table)
    rows: dict[str, object] = {_("Gruppe"): table["group"].to_list()}
    if "answer" in table:
        rows[_("Antwort")] = [labels.get(str(code), str(code)) for code in table["answer"]]
    rows[_("Gemeinden")] = _whole(table["n"])
    value = "share" if "share" in table else "mean"
    unit = " (%)" if value == "share" else ""
    names = {"share": _("Anteil (%)"), "mean": _("Mittelwert")}
    rows[names[value]] = table[value].to_numpy()
    if intervals:
        rows |= {
            _("von") + unit: table["low"].to_numpy(),
            _("bis") + unit: table["high"].to_numpy(),
        }
    return pd.DataFrame(rows | {_("Hinweis"): _notes(table["hidden"], lang)})


def rate_rows(
    rates: pd.DataFrame, first: str, labels: Mapping[str, str], lang: str
) -> pd.DataFrame:
    """Response rates (see :func:`ankunft.survey.inference.response.response_rates`) under their labels;
    `first` is the heading of the groups."""
    _ = translator(lang)
    rows: dict[str, object] = {first: [labels.get(str(key), str(key)) for key in rates.index]}
    names = dict(zip(STATES, (_("vollständig"), _("unvollständig"), _("keine")), strict=True))
    rows[_("gezogen")] = _whole(rates["drawn"])
    rows |= {name: _whole(rates[state]) for state, name in names.items()}
    rows[_("Rücklauf (%)")] = rates["rate"].to_numpy()
    rows[_("davon vollständig (%)")] = rates["rate_complete"].to_numpy()
    if rates["replacements"].any():
        rows[_("Ersatz")] = _whole(rates["replacements"])
        rows[_("Ersatz, geantwortet")] = _whole(rates["replacements_answered"])
    return pd.DataFrame(rows)


def in_words(
    rows: pd.DataFrame, lang: str, *, decimals: int = 1, grouped: bool = True
) -> pd.DataFrame:
    """The rows as people read them: numbers as texts; what is not shown is said to be so.

    `grouped` False writes years, without a separator.
    """
    _ = translator(lang)
    hint = _("Hinweis")
    hidden = rows[hint].ne("") if hint in rows else pd.Series(False, index=rows.index)
    words = {}
    for name in rows:
        column = rows[name]
        if pd.api.types.is_numeric_dtype(column):
            places = 0 if pd.api.types.is_integer_dtype(column) else decimals
            texts = [
                (_("keine Aussage") if gone else "–")
                if pd.isna(value)
                else format_number(float(value), lang, places)
                if grouped or places == 0
                else f"{float(value):.{places}f}".replace(".", "," if lang == "de" else ".")
                for value, gone in zip(column, hidden, strict=True)
            ]
            words[name] = texts
        else:
            words[name] = ["" if pd.isna(value) else str(value) for value in column]
    return pd.DataFrame(words, index=rows.index)


def are_years(values: pd.Series) -> bool:
    """Whether numbers are years."""
    known = values.dropna()
    return bool(len(known) and (known % 1 == 0).all() and known.between(*YEARS).all())


def made_up_mark(lang: str) -> str:
    """What stands wherever an invented answer is shown."""
    _ = translator(lang)
    return _("Erfundenes Beispiel")


def made_up_sentence(lang: str) -> str:
    """What invented answers are worth."""
    _ = translator(lang)
    return _("Alle Antworten sind erfunden; die Ergebnisse sagen nichts über wirkliche Gemeinden.")


def result_files(
    edition: Edition,
    rows: pd.DataFrame,
    format: str,
    *,
    title: str,
    notes: Sequence[str],
    made_up: bool,
    lang: str,
    file: str = "",
) -> Files:
    """Rows of results as a file (see :func:`ankunft.output.tables.export`), with notes and sources.

    Invented answers are marked in every row, in the title and in the notes, because whoever sorts
    the table in a spreadsheet loses the notes.
    """
    _ = translator(lang)
    said = [text for text in notes if text]
    if made_up:
        mark = made_up_mark(lang)
        rows = rows.assign(**{_("Herkunft"): mark})
        title = f"{mark}: {title}"
        said.insert(0, made_up_sentence(lang))
    table, known = of_survey(rows, lang)
    return export(
        edition, table, SURVEY, format, lang=lang, title=title, file=file, notes=said, known=known
    )


def _whole(column: pd.Series) -> pd.api.extensions.ExtensionArray:
    values = column.to_numpy(dtype=float, na_value=np.nan)
    return pd.array(np.round(values), dtype="Int64")


def _notes(hidden: pd.Series, lang: str) -> list[str]:
    _ = translator(lang)
    return [
        _("keine Aussage: {reason}").format(reason=reason(code, lang)) if code else ""
        for code in hidden
    ]
