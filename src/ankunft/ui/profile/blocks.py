"""The figures of a town in blocks, each with its place among a group of towns."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from ankunft import profiles
from ankunft.charts_profile import strip_chart
from ankunft.i18n import Translator, format_integer, translator
from ankunft.places import size_names
from ankunft.profile_view import GROUPS, ProfileView
from ankunft.small_numbers import has_place
from ankunft.text.setting import no_place
from ankunft.ui.loaders import edition
from ankunft.ui.plain import plain
from ankunft.ui.profile.data import entries, group_mask, peers_of, profile_frame
from ankunft.ui.session import PROFILE


def group_choice(view: ProfileView, lang: str) -> None:
    """What the figures are set beside."""
    _ = translator(lang)
    names = group_names(view, _)
    st.segmented_control(
        _("Im Vergleich mit"),
        GROUPS,
        format_func=names.__getitem__,
        **PROFILE.bound("group", lambda v, group: replace(v, group=group or v.group)),
    )


def group_names(view: ProfileView, _: Translator) -> dict[str, str]:
    """The groups as the user reads them, with the town's own Land and size."""
    row = profile_frame().loc[view.town]
    states = edition().states.set_index("state")["name"]
    return {
        "size_class": size_names(_)[str(row["size_class"])],
        "nation": _("Deutschland"),
        "state": str(states.get(row["state"], row["state"])),
        "peers": _("ähnliche Städte"),
    }


def blocks(view: ProfileView, lang: str) -> None:
    """A strip chart per block, and the same as a table."""
    _ = translator(lang)
    frame = profile_frame()
    nothing = _("keine Angabe")
    people = float(frame["population_2022"].loc[view.town])
    mask = group_mask(view)
    group = frame[mask]
    doubt = peers_of(view).doubt if view.group == "peers" else None
    if doubt:
        st.info(plain(doubt.text(str(frame["name"].loc[view.town]), lang)))
    st.caption(
        _(
            "Die Striche zeigen, wie sich {n} Städte und Gemeinden verteilen, der Balken ihre mittlere "
            "Hälfte, die Raute diese Stadt. Mehr oder weniger heißt nicht besser oder schlechter."
        ).format(n=format_integer(len(group), lang))
    )
    if not has_place(people):
        st.caption(no_place(lang))
    table = []
    columns = st.container(key="strips").columns(2, gap="large")
    for number, block in enumerate(profiles.blocks()):
        rows, missing = [], []
        for entry in entries():
            if entry.block != block.id:
                continue
            value = float(frame[entry.id].loc[view.town])
            found = profiles.place_in(group[entry.id], value, people)
            table.append(_table_row(block.label(lang), entry, value, found, lang, _))
            if pd.isna(value) or found.n == 0:
                why = (
                    profiles.why_missing(edition(), view.town, entry, lang)
                    if pd.isna(value)
                    else ""
                )
                missing.append(f"{entry.label(lang)}: {why or nothing}")
            else:
                rows.append((entry, group[entry.id].to_numpy(float), value, found))
        with columns[number % 2]:
            st.subheader(block.label(lang), anchor=False)
            if rows:
                for row in rows:
                    st.altair_chart(strip_chart(*row, lang), width="stretch")
            for line in missing:
                st.caption(line)
            if any(entry.level == "county" for entry, *_rest in rows):
                st.caption(_("Werte mit Jahr in Klammern gelten für den Kreis."))
    with st.expander(_("Als Tabelle, mit Quellen")):
        st.dataframe(pd.DataFrame(table), hide_index=True, height=420)


def _table_row(
    block: str,
    entry: profiles.Entry,
    value: float,
    found: profiles.Placement,
    lang: str,
    _: Translator,
) -> dict[str, str]:
    lower, middle, upper = (entry.show(q, lang) for q in found.quartiles)
    return {
        _("Bereich"): block,
        _("Kennzahl"): entry.label(lang),
        _("Wert"): entry.show(value, lang),
        _("Platz in der Gruppe"): found.words(lang) or "–",
        _("Unteres Viertel bis"): lower,
        _("Median"): middle,
        _("Oberes Viertel ab"): upper,
        _("Jahr"): entry.year,
        _("Quelle"): entry.source(lang),
    }
