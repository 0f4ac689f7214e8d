"""What stands below the map beside the list: classes over time, segregation, the centre."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from ankunft.app.files import table_files
from ankunft.app.loaders import level_figures
from ankunft.app.quarters.controls import unit_kinds
from ankunft.app.quarters.listing import notes
from ankunft.app.quarters.scene import Scene
from ankunft.app.session import TOWN
from ankunft.app.show_table import show_table
from ankunft.base.language import format_integer, format_number, format_percent, translator
from ankunft.base.small_numbers import count_text
from ankunft.output.charts.series import class_chart
from ankunft.profiles.text.arrival import parts_in_percent, ratio_text
from ankunft.town.classes import CENSUS, class_shares
from ankunft.town.segregation import MINIMUM_UNITS, missing_text
from ankunft.town.segregation_text import change_text, isolation_cell, level_cell, short
from ankunft.town.unit_sizes import complete, ground_of_sizes, segregation_of_town
from ankunft.typology import ORDER
from ankunft.typology.centre import CRITERION, Centre, centre_of, meets
from ankunft.typology.ground import LOW_COVERAGE

MOST_TOWNS = 0.9
"""Part of the towns known in 2011 that must be known in 2022 to say something about all."""


def over_time(scene: Scene) -> None:
    """Share of the inhabitants by class, from the first year of the comparison to each later one."""
    _ = translator(scene.lang)
    if not scene.two_years:
        st.info(_("Hier liegt nur ein Jahr vor; der Verlauf braucht mindestens zwei."))
        return
    shares = class_shares(scene.units, scene.comparison, scene.view.parameters)
    st.markdown(
        _(
            "Wie viele Menschen in Gebieten welcher Klasse leben: jedes Jahr verglichen mit {year}."
        ).format(year=scene.view.t0)
    )
    st.altair_chart(class_chart(shares, scene.lang), width="stretch")
    if text := ground_over_time(shares, scene.lang):
        st.caption(text)
    with st.expander(_("Als Tabelle")):
        wide = shares.pivot(index="year", columns="class", values="share")
        order = [kind for kind in ORDER if kind.id in wide]
        wide = wide[[kind.id for kind in order]].set_axis(
            [kind.label(scene.lang) + " (%)" for kind in order], axis=1
        )
        show_table(wide.round(1), hide_index=False, column_config={"year": _("Jahr")})
        title = _("Bevölkerung von {town} nach Ankunftsklasse ihrer Gebiete").format(
            town=scene.name
        )
        table_files(
            lambda: shares, f"verlauf-{scene.view.town}", title, notes(scene), scene.lang,
            level="class_shares", city=scene.city, key="over_time",
        )  # fmt: skip


def ground_over_time(shares: pd.DataFrame, lang: str) -> str:
    """The years whose reference leaves out many people (see :func:`ankunft.town.classes.class_shares`)."""
    _ = translator(lang)
    low = shares[shares["coverage"] < LOW_COVERAGE].groupby("year")["coverage"].first()
    if low.empty:
        return ""
    listed = ", ".join(f"{year} {format_percent(value, lang, 0)}" for year, value in low.items())
    text = _(
        "Jedes Jahr ist mit denselben Gebieten verglichen; in manchen Jahren sind es nicht alle. So "
        "viel der Einwohner deckt der Bezug: {years}."
    )
    return text.format(years=listed)


def segregation(scene: Scene) -> None:
    """Dissimilarity and isolation on all unit sizes and years, side by side."""
    _ = translator(scene.lang)
    st.markdown(
        _(
            "Wie ungleich Menschen mit und ohne deutsche Staatsangehörigkeit über die Stadt verteilt "
            "wohnen. Kleinere Gebiete ergeben höhere Werte; deshalb stehen alle Gebietsgrößen "
            "nebeneinander."
        )
    )
    with st.spinner(_("Segregation wird berechnet …"), show_time=False):
        table = _segregation(scene)
    kinds = unit_kinds(_)
    shown = [
        {
            _("Gebiete"): kinds[row["unit"]],
            _("Jahr"): str(row["year"]),
            _("Anzahl"): format_integer(row["units"], scene.lang),
            _("Dissimilarität (0–1)"): level_cell(row, scene.lang),
            _("unkorrigiert"): short(row["dissimilarity"], scene.lang),
            _("Isolation (0–1)"): isolation_cell(row, scene.lang),
            _("Veränderung der Dissimilarität"): change_text(row, scene.lang)
            or missing_text(row["missing"], scene.lang),
        }
        for row in table.to_dict(orient="records")
    ]
    st.table(pd.DataFrame(shown).set_index(_("Gebiete")), border="horizontal")
    grounds = ground_of_sizes(table, scene.lang)
    for line in grounds:
        st.caption(line)
    title = _("Segregation in {town}").format(town=scene.name)
    table_files(
        lambda: table, f"segregation-{scene.view.town}", title, [*notes(scene), *grounds], scene.lang,
        level="segregation", city=scene.city, key="segregation",
    )  # fmt: skip
    with_districts = "district" in scene.all_units
    st.caption(
        _("Quellen: Zensus 2011 und 2022 (Zellen); Statistik der Stadt (Stadtteile).")
        if with_districts
        else _("Quelle: Zensus 2011 und 2022 (Zellen).")
    )
    fine = scene.all_units.get("fine")
    if fine is not None and not complete(fine, fine.years[-1]):
        st.caption(
            _(
                "100-m-Zellen fehlen hier: Für zu viele ihrer Bewohnerinnen und Bewohner ist kein "
                "Anteil veröffentlicht."
            )
        )
    st.caption(
        _(
            "Dissimilarität: Anteil der einen Gruppe, der umziehen müsste, damit beide gleich verteilt "
            "wären. Isolation: mittlerer Anteil im Gebiet einer Person mit ausländischer "
            "Staatsangehörigkeit, sie selbst nicht mitgezählt; sie steigt schon, wenn der Anteil in der "
            "Stadt steigt. Beide sind um das bereinigt, was der Zufall bei kleinen Zahlen und die "
            "Unschärfe der Anteile hinzufügen. In Klammern der 95-%-Bereich, der beides enthält; eine "
            "Veränderung wird nur genannt, wenn ihr Bereich die 0 nicht enthält. Dass die Zensusse "
            "verschieden geheim gehalten wurden und Stadtteile aus dem Melderegister stammen, steckt "
            "nicht darin. Mindestens {n} Gebiete."
        ).format(n=MINIMUM_UNITS)
    )


def centre(scene: Scene) -> None:
    """The centre against the rest of the town, in the years that cells have."""
    _ = translator(scene.lang)
    if scene.centre_cell is None:
        st.info(_("Für diese Gemeinde gibt es keine bewohnten Rasterzellen."))
        return
    years = scene.all_units["cell"].years if "cell" in scene.all_units else CENSUS[:1]
    least = scene.view.min_n
    found = {
        year: centre_of(scene.cells, scene.centre_cell, year=year, least=least) for year in years
    }
    st.markdown(
        _(
            "Das Zentrum sind die 1-km-Zellen bis 1 km um die am dichtesten bewohnte Zelle, auf der "
            "Karte gestrichelt. Sie können es verlegen: Zelle anklicken, „Zentrum hierher legen“."
        )
    )
    if scene.view.centre:
        st.button(
            _("Zurück zur dichtesten Zelle"),
            icon=":material/undo:",
            on_click=_reset,
            key="undo_centre",
        )
    st.table(centre_table(found, scene.lang), border="horizontal")
    st.caption(criterion_text(level_figures("municipality"), scene.lang))


def criterion_text(towns: pd.DataFrame, lang: str) -> str:
    """What the criterion is, and how many towns meet it; `towns` are those of the edition."""
    _ = translator(lang)
    first, last = (
        [bool(meets(ratio)) for ratio in towns[f"centre_ratio_{year}"].dropna()] for year in CENSUS
    )
    text = _(
        "Quelle: Zensus 2011 und 2022, 1-km-Zellen; 2022 nur, wo Zellen dieses Jahres vorliegen. "
        "Kriterium des Forschungsprojekts „Vielfalt in den Zentren“: Anteil im Zentrum mindestens "
        "{ratio}-mal so hoch wie im Rest. Allein ist es schwach: 2011 erfüllten es {share} der {n} "
        "Städte ab 10.000 Einwohnerinnen und Einwohnern."
    ).format(
        ratio=format_number(CRITERION, lang, 2),
        share=format_percent(100 * sum(first) / len(first), lang, 0),
        n=format_integer(len(first), lang),
    )
    if len(last) < MOST_TOWNS * len(first):
        return text
    return f"{text} " + _("2022 waren es {share} von {n}.").format(
        share=format_percent(100 * sum(last) / len(last), lang, 0),
        n=format_integer(len(last), lang),
    )


def centre_table(found: dict[int, Centre], lang: str) -> pd.DataFrame:
    """The figures of the centre, a column per year."""
    _ = translator(lang)
    words = {True: _("erfüllt"), False: _("nicht erfüllt"), None: _("keine Aussage")}
    criterion = _("Kriterium ab {ratio}").format(ratio=format_number(CRITERION, lang, 2))
    columns = {}
    for year, c in found.items():
        inside, rest = parts_in_percent(c.centre_share, c.rest_share, lang)
        columns[str(year)] = {
            _("Personen im Zentrum"): count_text(c.centre_population, lang),
            _("Anteil im Zentrum"): inside,
            _("Anteil im Rest der Stadt"): rest,
            _("Verhältnis"): ratio_text(c.centre_ratio, lang),
            criterion: words[meets(c.centre_ratio)],
        }
    return pd.DataFrame(columns)


def _segregation(scene: Scene) -> pd.DataFrame:
    """Kept for the session, because it takes a moment."""
    kept = st.session_state.setdefault("segregation", {})
    sizes = tuple((kind, id(units)) for kind, units in scene.all_units.items())
    view = scene.view
    key = (view.town, sizes, view.t0, view.t1, view.left_out, view.ground)
    if key not in kept:
        kept.clear()
        years, ground = (view.t0, view.t1), view.parameters.ground
        kept[key] = segregation_of_town(scene.all_units, years, view.left_out, ground)
    return kept[key]


def _reset() -> None:
    TOWN.set(replace(TOWN.now(), centre=""))
