"""Responses -> one row per town: by AGS or by token, the newest complete response of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from ankunft.base.errors import PackageError, ParameterError
from ankunft.intake.areas.findings import Finding
from ankunft.intake.areas.findings import mark as _
from ankunft.intake.survey.files import LINE
from ankunft.intake.survey.personal import Personal, personal_columns
from ankunft.intake.survey.questions import MADE_UP, Questionnaire
from ankunft.intake.survey.responses import Responses
from ankunft.intake.survey.tokens import Tokens
from ankunft.intake.survey.town_keys import TownKey, town_key
from ankunft.intake.survey.unread import COLUMNS
from ankunft.intake.survey.words import printable

TOKEN = "token"
"""Name of the key column where the token of LimeSurvey is the key."""
_LONGEST_KEY = 12


@dataclass(frozen=True, eq=False)
class Survey:
    """The answers of towns.

    Attributes
    ----------
    answers
        Typed columns (see :mod:`ankunft.intake.survey.questions`), index AGS, ascending.
    meta
        status ("complete" or "partial"), submitted, started, changed (dates), last_page,
        language, line (of the file); index as in `answers`.
    record
        What was found while reading and joining; holds neither answers nor tokens.
    personal
        Columns of `answers` with personal data, and why: never shown unless switched on.
    invited
        AGS on the token list, ascending; empty if towns were asked in another way.
    made_up
        The answers are an invented example and must be marked as such wherever they are shown.
    states
        How each town stands to each question, see
        :func:`ankunft.intake.survey.states.states`; index as in `answers`.
    unread
        Values of the file that could not be read, see
        :func:`ankunft.intake.survey.unread.unread_values`.
    """

    questionnaire: Questionnaire
    answers: pd.DataFrame
    meta: pd.DataFrame
    record: tuple[Finding, ...]
    personal: Mapping[str, Personal]
    invited: tuple[str, ...] = ()
    made_up: bool = False
    states: pd.DataFrame = field(default_factory=pd.DataFrame)
    unread: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(COLUMNS)))

    @cached_property
    def shown(self) -> pd.DataFrame:
        """The answers without columns of personal data."""
        return self.answers.drop(columns=list(self.personal))


def key_columns(responses: Responses, known: Collection[str]) -> list[str]:
    """Columns in which most cells are keys of towns, best first; the token if it is all there is."""
    known = frozenset(known)
    share: dict[str, float] = {}
    for column, cells in _candidates(responses).items():
        filled = cells[cells != ""]
        if len(filled):
            share[column] = float(np.mean([town_key(t, known).ags != "" for t in filled]))
    best = sorted((c for c, s in share.items() if s >= 0.5), key=lambda c: -share[c])
    return best or ([TOKEN] if (responses.meta["token"] != "").any() else [])


def join(
    responses: Responses, towns: pd.DataFrame, key: str, tokens: Tokens | None = None
) -> Survey:
    """The answers by town.

    `towns` has AGS as index and the `name` of each. `key` names the column with the AGS, or with
    the token where `tokens` is given (:data:`TOKEN` for LimeSurvey's own). Of several responses
    of a town the newest complete one counts, else the newest partial one. Responses in which
    nothing was answered count as none; what cannot be read is an answer.

    Raises
    ------
    ParameterError
        If there is no such column.
    PackageError
        If not a single response has a known key.
    """
    texts = _key_texts(responses, key)
    known = frozenset(towns.index)
    keys = [_key(text, known, tokens) for text in texts]
    rows = responses.meta.assign(
        ags=pd.Series([found.ags for found in keys], texts.index, dtype="str"),
        repair=pd.Series([found.repair for found in keys], texts.index, dtype="str"),
        key=texts,
        empty=_is_empty(responses, key),
    )
    if not (rows["ags"] != "").any():
        where = "der Zugangsliste" if tokens else "dem Gemeindeverzeichnis"
        raise PackageError(
            f"{responses.file}: Keine Antwort hat in der Spalte „{key[:100]}“ einen Schlüssel aus "
            f"{where}; wählen Sie eine andere Spalte."
        )
    chosen = _newest(rows)
    record = [*responses.found, *(tokens.found if tokens else ())]
    record += _findings(rows, chosen, responses.file, is_token=tokens is not None)
    record += _unused(responses, key)
    answers, states = (
        frame.loc[chosen.index].set_axis(chosen["ags"].to_list(), axis=0)
        .rename_axis("ags").sort_index().drop(columns=MADE_UP, errors="ignore")
        for frame in (responses.answers, responses.states)
    )  # fmt: skip
    asked = responses.questionnaire
    asked = replace(asked, questions=tuple(q for q in asked.questions if q.code != MADE_UP))
    record += _nothing_ticked(states, asked)
    return Survey(
        asked,
        answers,
        _meta(chosen),
        tuple(record),
        personal_columns(answers, asked, set(towns["name"])),
        tuple(sorted(set(tokens.towns.values()))) if tokens else (),
        _is_made_up(responses),
        states,
        responses.unread,
    )


def _candidates(responses: Responses) -> dict[str, pd.Series]:
    """Columns of texts that can be keys."""
    open_answers: pd.DataFrame = responses.answers.select_dtypes("str").fillna("")
    return {str(c): frame[c] for frame in (responses.texts, open_answers) for c in frame}


def _key_texts(responses: Responses, key: str) -> pd.Series:
    if key == TOKEN and key not in responses.texts:
        return responses.meta["token"].str.strip()
    candidates = _candidates(responses)
    if key in candidates:
        return candidates[key].str.strip()
    if key in responses.answers:  # a key that was read as a number
        numbers = responses.answers[key]
        return pd.Series(
            ["" if pd.isna(n) else f"{n:.0f}" for n in numbers], numbers.index, dtype="str"
        )
    raise ParameterError(
        f"{responses.file}: Die Spalte „{key[:100]}“ mit dem Schlüssel gibt es in der Datei nicht."
    )


def _key(text: str, known: Collection[str], tokens: Tokens | None) -> TownKey:
    if tokens is None:
        return town_key(text, known)
    return TownKey(tokens.towns.get(text, ""))


def _is_empty(responses: Responses, key: str) -> pd.Series:
    """Nothing stands in any cell of a question; what was sent off empty is an answer all the same."""
    filled = pd.Series(False, responses.meta.index)
    for column, rows in responses.filled.items():
        if column not in (key, MADE_UP):
            filled |= rows
    return ~filled & (~responses.meta["complete"] | responses.assumed)


def _newest(rows: pd.DataFrame) -> pd.DataFrame:
    """The row of each town that counts."""
    when = rows["submitted"].fillna(rows["changed"]).fillna(rows["started"])
    usable = rows.assign(when=when)[(rows["ags"] != "") & ~rows["empty"]]
    # without a date the later line is the newer response
    order = usable.sort_values(["complete", "when", LINE], na_position="first", kind="stable")
    return order.drop_duplicates("ags", keep="last").sort_values("ags")


def _meta(chosen: pd.DataFrame) -> pd.DataFrame:
    columns = ["submitted", "started", "changed", "last_page", "language", LINE]
    meta = chosen[columns].set_axis(chosen["ags"].to_list(), axis=0).rename_axis("ags")
    status = pd.Series(np.where(chosen["complete"], "complete", "partial"), meta.index, dtype="str")
    meta.insert(0, "status", status)
    return meta


def _is_made_up(responses: Responses) -> bool:
    return MADE_UP in responses.texts or MADE_UP in responses.answers


def _findings(
    rows: pd.DataFrame, chosen: pd.DataFrame, file: str, *, is_token: bool
) -> Iterator[Finding]:
    repairs = {
        "zero": _("Schlüssel ohne führende Null, ergänzt: {n}."),
        "regional": _("Regionalschlüssel (ARS), in Gemeindeschlüssel umgerechnet: {n}."),
    }
    for repair, message in repairs.items():
        mended = rows[rows["repair"] == repair]
        if len(mended):
            yield _finding("key_repaired", message, mended, file, tuple(mended["ags"].unique()))
    missing = rows[rows["key"] == ""]
    if len(missing):
        yield _finding("no_key", _("Antworten ohne Schlüssel, nicht gezählt: {n}."), missing, file)
    unknown = rows[(rows["ags"] == "") & (rows["key"] != "")]
    if len(unknown):
        # an access code is personal, and in a wrong column anything may stand: only digits
        keys = () if is_token else tuple(k for k in unknown["key"].unique() if _is_harmless(k))
        message = _("Antworten mit unbekanntem Schlüssel, nicht gezählt: {n}.")
        yield _finding("unknown_key", message, unknown, file, keys)
    found = rows[rows["ags"] != ""]
    empty = found[found["empty"]]
    if len(empty):
        message = _("Aufgerufen, aber ohne eine Antwort, nicht gezählt: {n}.")
        yield _finding("empty_response", message, empty, file)
    again = found[~found["empty"] & ~found.index.isin(chosen.index)]
    if len(again):
        message = _(
            "Weitere Antworten derselben Gemeinde, nicht gezählt: {n}; "
            "es zählt die neueste abgeschlossene."
        )
        yield _finding("duplicate_response", message, again, file, tuple(again["ags"].unique()))


def _unused(responses: Responses, key: str) -> Iterator[Finding]:
    """Columns of the file of which nothing is used, by their headings."""
    unused = [str(c) for c in responses.texts if c not in (key, MADE_UP)]
    if unused:
        message = _("Spalten der Datei, die zu keiner Frage gehören und nicht gelesen werden: {n}.")
        params = (("n", len(unused)),)
        yield Finding("unused_columns", "note", message, params, tuple(map(printable, unused)))


def _nothing_ticked(states: pd.DataFrame, asked: Questionnaire) -> Iterator[Finding]:
    """How many towns ticked nothing of what was shown, and how many have no answer at all."""
    for question in asked.questions:
        if question.kind == "multiple" and (none := int((states[question.code] == "none").sum())):
            others = int((~states[question.code].isin(("none", "answered"))).sum())
            message = _(
                "„{column}“: Gemeinden, die nichts angekreuzt haben („keines davon“): {n}; "
                "weitere ohne Angabe oder nicht gefragt: {missing}."
            )
            params = (("column", question.code), ("n", none), ("missing", others))
            yield Finding("none_of_these", "note", message, params)


def _finding(
    code: str, message: str, rows: pd.DataFrame, file: str, ids: tuple[str, ...] = ()
) -> Finding:
    lines = tuple(int(line) for line in rows[LINE])
    return Finding(code, "note", message, (("n", len(rows)),), ids, lines, file)


def _is_harmless(key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) <= _LONGEST_KEY
