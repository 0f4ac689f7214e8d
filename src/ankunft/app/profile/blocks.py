"""The figures of a town in blocks, each with its place among a group of towns."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from ankunft.app.files import table_files
from ankunft.app.loaders import edition, level_figures
from ankunft.app.plain import plain
from ankunft.app.profile.data import entries, group_mask, peers_of, profile_frame, spreads
from ankunft.app.profile_view import GROUPS, ProfileView
from ankunft.app.session import PROFILE
from ankunft.app.show_table import show_table
from ankunft.base.language import Translator, format_integer, translator
from ankunft.base.small_numbers import has_place
from ankunft.base.town_groups import size_names
from ankunft.output.charts.strip import strip_chart
from ankunft.output.tables.profiles import figures_of_town
from ankunft.profiles import frame as profiles
from ankunft.profiles.text.setting import no_place

Row = tuple[profiles.Entry, np.ndarray, float, profiles.Placement]
"""A figure, those of the group, that of the town, and where it lies among them."""


def group_choice(view: ProfileView, lang: str) -> None:
    """What the figures are set beside; nothing for a village, which has no place among others."""
    _ = translator(lang)
    if not _placed(view):
        return
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
    """A strip chart per figure (of a village the figure alone), and the same as a table."""
    _ = translator(lang)
    frame, placed = profile_frame(), _placed(view)
    group = frame[group_mask(view)] if placed else frame.loc[[view.town]]
    doubt = peers_of(view).doubt if placed and view.group == "peers" else None
    if doubt:
        st.info(plain(doubt.text(str(frame["name"].loc[view.town]), lang)))
    text = _(
        "Die Striche zeigen, wie sich {n} Städte und Gemeinden verteilen, der Balken ihre mittlere "
        "Hälfte, die Raute diese Stadt. Mehr oder weniger heißt nicht besser oder schlechter. Grau liegt "
        "die mittlere Hälfte aller Gemeinden Deutschlands; die Achse lässt an jedem Ende eine von "
        "tausend aus, ein Dreieck am Rand steht für Werte außerhalb."
    )
    st.caption(text.format(n=format_integer(len(group), lang)) if placed else no_place(lang))
    table = []
    columns = st.container(key="strips").columns(2, gap="large")
    for number, block in enumerate(profiles.blocks()):
        rows = [_row(view, entry, group) for entry in entries() if entry.block == block.id]
        table += [_table_row(block.label(lang), row, lang, placed=placed) for row in rows]
        with columns[number % 2]:
            st.subheader(block.label(lang), anchor=False)
            _figures(view, rows, lang, placed=placed)
    with st.expander(_("Als Tabelle, mit Quellen")):
        show_table(pd.DataFrame(table), height=420)
        town = str(frame["name"].loc[view.town])
        beside = [_("Gruppe: {name}").format(name=group_names(view, _)[view.group])]
        others = group if placed else group.iloc[:0]  # a village stands beside nobody
        table_files(
            partial(figures_of_town, edition(), frame, view.town, others, lang),
            f"stadtprofil-{view.town}", _("Stadtprofil {town}").format(town=town),
            beside if placed else [], lang,
            level="profile", key="profile",
        )  # fmt: skip


def _placed(view: ProfileView) -> bool:
    return bool(has_place(profile_frame()["population_2022"].loc[view.town]))


def _row(view: ProfileView, entry: profiles.Entry, group: pd.DataFrame) -> Row:
    frame = profile_frame()
    value, people = (float(frame[name].loc[view.town]) for name in (entry.id, "population_2022"))
    values = group[entry.id].to_numpy(float)
    return entry, values, value, profiles.place_in(values, value, people)


def _figures(view: ProfileView, rows: list[Row], lang: str, *, placed: bool) -> None:
    """The figures that are there, then why the others are not."""
    _ = translator(lang)
    there = [row for row in rows if not (np.isnan(row[2]) or row[3].n == 0)]
    for row in there:
        if placed:
            st.vega_lite_chart(spec=strip_chart(*row, spreads()[row[0].id], lang), width="stretch")
        else:
            st.markdown(plain(f"{row[0].label(lang)}: {row[0].show(row[2], lang)}"))
    for entry, _values, value, _found in rows:
        if np.isnan(value):
            st.caption(
                f"{entry.label(lang)}: {profiles.why_missing(level_figures('municipality'), view.town, entry, lang)}"
            )
    if any(entry.level == "county" for entry, *_rest in there):
        st.caption(_("Werte mit Jahr in Klammern gelten für den Kreis."))


def _table_row(block: str, row: Row, lang: str, *, placed: bool) -> dict[str, str]:
    _ = translator(lang)
    entry, _values, value, found = row
    lower, middle, upper = (entry.show(q, lang) for q in found.quartiles)
    place = {
        _("Platz in der Gruppe"): found.words(lang) or "–",
        _("Unteres Viertel bis"): lower,
        _("Median"): middle,
        _("Oberes Viertel ab"): upper,
    }
    return {
        _("Bereich"): block,
        _("Kennzahl"): entry.label(lang),
        _("Wert"): entry.show(value, lang),
        **(place if placed else {}),
        _("Jahr"): entry.year,
        _("Quelle"): entry.source(lang),
    }
