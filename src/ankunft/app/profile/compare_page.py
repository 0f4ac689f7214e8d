"""Up to six towns side by side, and small towns beside large ones."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from ankunft.app.files import table_files
from ankunft.app.loaders import classified, edition, level_figures, search_options
from ankunft.app.plain import plain
from ankunft.app.profile.data import entries, peers_of, profile_frame, spreads
from ankunft.app.profile_view import MOST_CHOSEN, ProfileView
from ankunft.app.quarters import town_map
from ankunft.app.quarters.outlines import outlines
from ankunft.app.quarters.scene import scene_of
from ankunft.app.session import PROFILE
from ankunft.app.show_table import show_table
from ankunft.app.town_view import TownView
from ankunft.base.language import Translator, format_number, translator
from ankunft.base.small_numbers import count_text
from ankunft.base.town_groups import size_names
from ankunft.output.charts.comparison import dots, spread_chart
from ankunft.output.tables.profiles import figure_columns, figures_of_towns
from ankunft.profiles import frame as profiles
from ankunft.profiles.peers import PeerResult
from ankunft.profiles.size_classes import by_size, statement
from ankunft.typology import ArrivalClass, default_parameters
from ankunft.typology.prepared import selections


def towns_choice(view: ProfileView, lang: str) -> None:
    """Which towns: by search, or a preset."""
    _ = translator(lang)
    options = search_options("municipality")
    key = "compared_towns"
    st.session_state[key] = [ags for ags in view.compared if ags in options]

    def apply() -> None:
        PROFILE.set(replace(PROFILE.now(), compared=tuple(st.session_state[key])))

    st.multiselect(
        _("Städte (höchstens {n})").format(n=MOST_CHOSEN),
        list(options),
        format_func=options.__getitem__,
        max_selections=max(MOST_CHOSEN, len(view.compared)),
        key=key,
        on_change=apply,
        placeholder=_("Stadt oder Gemeinde suchen …"),
    )
    known = view.town in profile_frame().index
    doubt = _nearest(view).doubt if known else None
    with st.container(horizontal=True):
        st.button(
            _("Diese Stadt und die fünf ähnlichsten"),
            key="preset_peers",
            on_click=_with_peers,
            disabled=not known or doubt is not None,
            help=plain(doubt.text(str(profile_frame()["name"].loc[view.town]), lang))
            if doubt
            else None,
        )
        for name, selection in selections().items():
            st.button(
                selection[f"label_{lang}"],
                key=f"preset_{name}",
                on_click=_take,
                args=(tuple(selection["towns"]),),
            )


def _take(towns: tuple[str, ...]) -> None:
    PROFILE.set(replace(PROFILE.now(), compared=towns))


def _with_peers() -> None:
    view = PROFILE.now()
    _take((view.town, *_nearest(view).table["ags"]))


def _nearest(view: ProfileView) -> PeerResult:
    return peers_of(replace(view, n=MOST_CHOSEN - 1))


def side_by_side(view: ProfileView, lang: str) -> None:
    """Small multiples by block, a table, and the maps."""
    _ = translator(lang)
    frame = profile_frame()
    towns = [ags for ags in view.compared if ags in frame.index]
    if len(towns) < 2:
        st.info(_("Wählen Sie mindestens zwei Städte, oder eine der Vorauswahlen."))
        return
    chosen = frame.loc[towns]
    names = _names(chosen)
    _classes(towns, names, lang, _)
    st.caption(scale_note(_))
    with st.container(key="dots"):
        for block in profiles.blocks():
            st.subheader(block.label(lang), anchor=False)
            rows = [
                (entry, chosen[entry.id].to_list())
                for entry in entries()
                if entry.block == block.id and chosen[entry.id].notna().any()
            ]
            if not rows:
                st.caption(_("Für keine dieser Städte liegt hier eine Angabe vor."))
            _dots(names, rows, lang)
    with st.expander(_("Als Tabelle, mit Quellen")):
        table = pd.DataFrame(
            [
                {_("Kennzahl"): entry.label(lang)}
                | {name: entry.show(value, lang) for name, value in zip(names, chosen[entry.id], strict=True)}
                | {_("Quelle"): entry.source(lang)}
                for entry in entries()
            ]
        )  # fmt: skip
        show_table(table, height=420)
        table_files(
            partial(figures_of_towns, frame, towns), "staedtevergleich",
            _("Städte im Vergleich"), [], lang, known=figure_columns(edition()), key="compared",
        )  # fmt: skip


def scale_note(_: Translator) -> str:
    """How to read the axes."""
    return _(
        "Jede Kennzahl hat für alle Städte dieselbe Achse: so weit, wie sich die Gemeinden Deutschlands "
        "verteilen, ohne je eine von tausend an beiden Enden. Grau liegt ihre mittlere Hälfte. Ein Dreieck "
        "am Rand steht für einen Wert außerhalb."
    )


def _dots(names: list[str], rows: list, lang: str) -> None:
    """One small chart per figure; on a phone they stand below each other."""
    for start in range(0, len(rows), 4):
        for column, row in zip(st.columns(4, gap="small"), rows[start : start + 4], strict=False):
            column.altair_chart(dots(names, row, spreads()[row[0].id], lang), width="stretch")


def maps(view: ProfileView, lang: str) -> None:
    """The towns' quarters or cells beside each other, in one scheme of classes."""
    towns = [ags for ags in view.compared if ags in profile_frame().index]
    names = _names(profile_frame().loc[towns])
    for start in range(0, len(towns), 3):
        columns = st.columns(3, gap="small")
        for column, ags, name in zip(columns, towns[start:], names[start:], strict=False):
            with column, st.container(key=f"smallmap_{ags}"):
                st.markdown(f"**{name}**")
                shown = scene_of(TownView(town=ags), lang)
                if shown is not None:
                    town_map.draw(shown, outlines(shown, centre=False), key=f"map_{ags}")


def small_and_large(view: ProfileView, lang: str) -> None:
    """The distribution of one figure in towns of every size."""
    _ = translator(lang)
    known = {entry.id: entry for entry in entries()}
    st.selectbox(
        _("Kennzahl"),
        list(known),
        format_func=lambda name: known[name].label(lang),
        **PROFILE.bound("figure"),
    )
    entry = known.get(view.figure) or next(iter(known.values()))
    result = by_size(profile_frame(), entry)
    if entry.id in spreads():
        chart = spread_chart(result.table, size_names(_), entry, spreads()[entry.id], lang)
        st.altair_chart(chart, width="stretch")
        st.caption(scale_note(_))
    st.markdown(statement(result, lang))
    counts = ("n", "missing")
    table = result.table.rename(index=size_names(_)).apply(
        lambda column: column.map(
            lambda value: format_number(value, lang, 0 if column.name in counts else entry.decimals)
        )
    )
    heads = {
        "n": _("Städte und Gemeinden"), "missing": _("ohne Angabe"), "p10": "10 %",
        "q1": "25 %", "median": _("Median"), "q3": "75 %", "p90": "90 %", "spread": _("Spannweite der mittleren Hälfte"),
    }  # fmt: skip
    with st.expander(_("Als Tabelle, mit Quellen")):
        show_table(table.rename(columns=heads), hide_index=False)
        st.caption(entry.source(lang))
        table_files(
            partial(_sizes, result.table), f"groessenklassen-{entry.id}", entry.label(lang),
            [f"{entry.label(lang)} ({entry.unit(lang)})", entry.source(lang)], lang,
            level="sizes", key="sizes",
        )  # fmt: skip


def _sizes(table: pd.DataFrame) -> pd.DataFrame:
    return table.rename_axis("size_class").reset_index()


def _names(chosen: pd.DataFrame) -> list[str]:
    """Names, told apart by their key where two are the same."""
    twins = chosen["name"].duplicated(keep=False)
    return [
        f"{name} ({ags})" if twin else str(name)
        for name, ags, twin in zip(chosen["name"], chosen["ags"], twins, strict=True)
    ]


def _classes(towns: list[str], names: list[str], lang: str, _: Translator) -> None:
    frame = level_figures("municipality")
    result = classified("municipality", default_parameters("municipality"))
    rows = []
    for ags, name in zip(towns, names, strict=True):
        position = int((frame["ags"] == ags).to_numpy().argmax())
        arrival = ArrivalClass(int(result.classes[position]))
        rows.append(
            {
                _("Stadt"): name,
                _("Klasse"): f"{arrival.symbol} {arrival.label(lang)}",
                _("Personen 2022"): count_text(frame["population_2022"].iloc[position], lang),
            }
        )
    st.table(pd.DataFrame(rows).set_index(_("Stadt")), border="horizontal")
