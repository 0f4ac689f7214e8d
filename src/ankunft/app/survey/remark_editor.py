"""“It fits / it does not, because …”: a remark beside a figure, which it never changes."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ankunft.app.plain import plain
from ankunft.app.survey.data import towns
from ankunft.app.survey.parts import inert, listing_without_download
from ankunft.app.survey.remarks import forget_remark, remark, remarks
from ankunft.base.errors import PackageError, ParameterError
from ankunft.base.language import translator
from ankunft.store.cities import configured
from ankunft.store.remarks import LONGEST_REASON

COMPLAINT = "survey_remark_complaint"


def remark_editor(listed: pd.DataFrame, side: str, lang: str) -> None:
    """The list of disagreements (index ags; name, arrival: the label of the class, stated, figures)
    and the form for remarks.

    Raises PackageError if the remarks cannot be read.
    """
    _ = translator(lang)
    made = {r.ags: r for r in remarks() if r.subject == side}
    if len(listed):
        listing_without_download(_rows(listed, made, lang))
        st.caption(
            _(
                "Die Liste nennt einzelne Gemeinden: nur für die eigene Arbeit, nicht zum Weitergeben."
            )
        )
        _form(listed, side, lang)
    if complaint := st.session_state.pop(COMPLAINT, ""):
        st.error(plain(complaint), icon=":material/block:")
    if made:
        _kept(made, side, lang)


def _rows(listed: pd.DataFrame, made: dict, lang: str) -> pd.DataFrame:
    _ = translator(lang)
    words = {True: _("ja"), False: _("nein")}
    fits = {True: _("trifft zu"), False: _("trifft nicht zu")}
    return pd.DataFrame(
        {
            _("Gemeinde"): listed["name"],
            _("Die Gemeinde sagt"): listed["stated"].map(words),
            _("Die Daten sagen"): listed["figures"].map(words),
            _("Klasse der Gemeinde"): listed["arrival"],
            _("Anmerkung"): [fits[made[ags].fits] if ags in made else "" for ags in listed.index],
        }
    )


def _form(listed: pd.DataFrame, side: str, lang: str) -> None:
    """Town, mark, reason."""
    _ = translator(lang)
    with st.form("survey_remark", clear_on_submit=True):
        question = _("Trifft der statistische Hinweis zu?")
        st.markdown(f"**{question}**")
        st.selectbox(
            _("Gemeinde"),
            list(listed.index),
            format_func=lambda ags: str(listed.at[ags, "name"]) if ags in listed.index else ags,
            key="survey_remark_town",
        )
        st.radio(
            _("Der statistische Hinweis"),
            (True, False),
            format_func={True: _("trifft zu"), False: _("trifft nicht zu, weil …")}.__getitem__,
            horizontal=True,
            key="survey_remark_fits",
        )
        st.text_input(_("Grund"), max_chars=LONGEST_REASON, key="survey_remark_reason")
        st.form_submit_button(_("Anmerkung speichern"), on_click=_save, args=(side,))
    st.caption(
        _("Anmerkungen ändern keinen Wert. Sie bleiben auf diesem Rechner.")
        if configured()
        else _("Anmerkungen ändern keinen Wert. Sie werden mit dem Ende der Sitzung vergessen.")
    )


def _save(side: str) -> None:
    state = st.session_state
    try:
        remark(
            state["survey_remark_town"],
            side,
            fits=state["survey_remark_fits"],
            reason=state["survey_remark_reason"],
        )
    except (PackageError, ParameterError) as error:
        state[COMPLAINT] = str(error)


def _kept(made: dict, side: str, lang: str) -> None:
    """All remarks on this figure, with their dates, and the way to take one back."""
    _ = translator(lang)
    st.subheader(_("Anmerkungen"), anchor=False)
    names = towns()["name"]
    for ags, one in made.items():
        said = _("trifft zu") if one.fits else _("trifft nicht zu")
        text, button = st.columns([6, 2], vertical_alignment="center")
        why = f": {one.reason}" if one.reason else ""
        text.markdown(
            f"**{plain(str(names.get(ags, ags)))}** · {said}{inert(why)} · {plain(one.made)}"
        )
        button.button(
            _("Entfernen"), icon=":material/delete:", key=f"survey_forget_{ags}",
            on_click=_forget, args=(ags, side),
        )  # fmt: skip


def _forget(ags: str, side: str) -> None:
    try:
        forget_remark(ags, side)
    except PackageError as error:
        st.session_state[COMPLAINT] = str(error)
