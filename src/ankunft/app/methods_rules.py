"""The parts of the page on data and methods that are about the rules of the classes."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from ankunft.app.controls import level_names
from ankunft.app.loaders import classified, national_coverage
from ankunft.app.plain import plain
from ankunft.app.selection.data import town_figures
from ankunft.app.thresholds import absolute_rule, fifth_rule
from ankunft.app.view import LEVELS, View
from ankunft.base.language import (
    Translator,
    format_integer,
    format_number,
    format_percent,
    translator,
)
from ankunft.selection.plan import Plan
from ankunft.typology import (
    LARGE_MEDIAN,
    ORDER,
    PRESETS,
    ArrivalClass,
    Parameters,
    agreement_matrix,
    coverage_text,
    default_parameters,
    fixed_presets,
    preset_parameters,
)
from ankunft.typology.levels import preset_classes
from ankunft.typology.prepared import checked_towns, checked_words


def classes_block(view: View) -> None:
    """The rules, their numbers per level, and the presets."""
    lang, _ = view.lang, translator(view.lang)
    st.markdown(
        _(
            "**LQ** ist der Anteil von Personen mit ausländischer Staatsangehörigkeit im Gebiet, geteilt "
            "durch den Anteil in der Bezugsebene. **Mehrzuwachs** ist die Veränderung des Anteils minus "
            "die Veränderung in der Bezugsebene, in Prozentpunkten. Jedes Gebiet hat genau eine Klasse."
        )
    )
    st.markdown(
        _(
            "**Bezug**: Beide Jahre zählen dieselben Gebiete zusammen, nämlich die mit Angaben in beiden "
            "Jahren; sonst würde der Bezug auch dadurch wachsen, dass Gebiete hinzukommen. Wie viel das ist, "
            "steht bei jeder Zahl. Für Deutschland: {coverage}."
        ).format(coverage=_covered(lang))
    )
    rules = {
        ArrivalClass.TRADITIONAL: _("LQ 2011 ≥ hoch und LQ 2022 ≥ hoch"),
        ArrivalClass.INTENSIFIED: _(
            "niedrig ≤ LQ 2011 < hoch und LQ 2022 ≥ hoch: schon vorher erhöht, weder neu noch "
            "traditionell"
        ),
        ArrivalClass.NEW: _("LQ 2011 < niedrig und LQ 2022 ≥ hoch und Mehrzuwachs ≥ Schwelle"),
        ArrivalClass.EMERGING: _("LQ 2011 < hoch und LQ 2022 < hoch und Mehrzuwachs ≥ Schwelle"),
        ArrivalClass.RECEDING: _(
            "LQ 2011 ≥ hoch und LQ 2022 < hoch und Mehrzuwachs ≤ 0: der Anteil wuchs meist weiter, aber "
            "weniger als in der Bezugsebene"
        ),
        ArrivalClass.NONE: _("alles andere mit genug Personen"),
        ArrivalClass.NO_DATA: _(
            "zu wenige Personen, oder ein Anteil fehlt oder ist geheim gehalten"
        ),
    }
    table = pd.DataFrame(
        [{_("Zeichen"): c.symbol, _("Klasse"): c.label(lang), _("Regel"): rules[c]} for c in ORDER]
    )
    st.table(table.set_index(_("Zeichen")), border="horizontal")
    st.table(_defaults(view, _), border="horizontal")
    st.caption(
        _(
            "Große Bezirke: Stadtteile, deren Median über {n} Personen liegt. Je größer Gebiete sind, "
            "desto näher liegt ihr Anteil am Mittel der Stadt. Welche Zeile gilt, steht neben der Klasse "
            "und lässt sich ändern."
        ).format(n=format_integer(LARGE_MEDIAN, lang))
    )
    for preset in PRESETS.values():
        st.markdown(f"- **{preset.labels[lang]}**: {preset.descriptions[lang]}")
    label = PRESETS["absolute"].labels[lang]
    st.caption(f"{label}: {absolute_rule(Parameters(), lang)}")
    st.caption(f"{PRESETS['fifth'].labels[lang]}: {fifth_rule(Parameters(), lang)}")
    st.markdown(
        _(
            "**Robustheit**: Anteil von bis zu 125 Einstellungen (hoch ± 0,2, niedrig ± 0,2, Schwelle "
            "± 2 Prozentpunkte, je fünf Schritte), die dieselbe Klasse ergeben; nur für relative Regeln "
            "bestimmt. **Übereinstimmung**: In wie vielen der festen Regeln, die für das Gebiet gelten, "
            "es dieselbe Klasse hat. Ost/West gilt nicht innerhalb einer Stadt, oberes Fünftel nicht mit "
            "weniger als zehn Gebieten; wie viele gelten, steht dabei."
        )
    )


def agreement_block(view: View) -> None:
    """How often any two of the fixed presets agree, on the level that is chosen."""
    lang, _ = view.lang, translator(view.lang)
    names = level_names(_)
    level = st.selectbox(
        _("Ebene"),
        LEVELS,
        index=LEVELS.index("municipality"),
        format_func=names.__getitem__,
        key="agreement_level",
    )
    result = classified(level, default_parameters(level))
    pairs = agreement_matrix(preset_classes(result, partial(classified, level)))
    st.markdown(
        _(
            "Wie oft zwei Regeln dasselbe sagen. Eine Klasse, die nur eine von mehreren Regeln ergibt, "
            "ist ein schwächerer Hinweis."
        )
    )
    for title, same, of in (
        (_("Gleiche Klasse, von allen Gebieten mit Aussage"), "same", "areas"),
        (
            _("Gleiche Klasse, wo mindestens eine der beiden eine Klasse vergibt"),
            "same_named",
            "named",
        ),
    ):
        st.markdown(f"**{title}**")
        st.table(_matrix(pairs, level, same, of, lang), border="horizontal")
    with st.expander(_("Als Tabelle, mit Zahlen")):
        st.table(_pairs(pairs, _, lang), border="horizontal")


def _matrix(pairs: pd.DataFrame, level: str, same: str, of: str, lang: str) -> pd.DataFrame:
    """The percentages of all pairs, rules in rows and columns."""
    labels = {preset: PRESETS[preset].labels[lang] for preset in fixed_presets(level)}
    table = pd.DataFrame("–", index=list(labels), columns=list(labels))
    for row in pairs.to_dict("records"):
        share = format_percent(100 * row[same] / row[of], lang, 0) if row[of] else "–"
        table.loc[row["first"], row["second"]] = share
        table.loc[row["second"], row["first"]] = share
    return table.rename(index=labels, columns=labels)


def _pairs(pairs: pd.DataFrame, _: Translator, lang: str) -> pd.DataFrame:
    """The counts behind the percentages."""
    heads = {
        "areas": _("Gebiete mit Aussage"),
        "same": _("davon gleiche Klasse"),
        "named": _("Gebiete mit Klasse in einer der beiden"),
        "same_named": _("davon gleich"),
    }
    labels = {name: preset.labels[lang] for name, preset in PRESETS.items()}
    return pd.DataFrame(
        {
            _("Regeln"): pairs["first"].map(labels) + " – " + pairs["second"].map(labels),
            **{
                head: [format_integer(n, lang) for n in pairs[name]] for name, head in heads.items()
            },
        }
    ).set_index(_("Regeln"))


def town_check_block(view: View) -> None:
    """What the class of a whole town says: the towns that the research accompanies."""
    lang, _ = view.lang, translator(view.lang)
    plan = Plan()
    table = checked_towns(town_figures(plan.population, plan.classes))
    st.markdown(plain(checked_words(table, lang)))
    labels = {kind.id: f"{kind.symbol} {kind.label(lang)}" for kind in ArrivalClass}
    count = {name: [_known(n, _, lang) for n in table[name]] for name in
             ("new_quarters", "intensified_quarters", "traditional_quarters")}  # fmt: skip
    shown = pd.DataFrame(
        {
            _("Stadt"): table["name"],
            _("Anteil 2011 → 2022"): _both(table, "share_foreign", lang, percent=True),
            _("Vielfaches von Deutschland"): _both(table, "lq", lang, percent=False),
            _("Klasse der Gemeinde"): table["arrival_class"].map(labels),
            _("neue Quartiere"): count["new_quarters"],
            _("verstärkte Quartiere"): count["intensified_quarters"],
            _("traditionelle Quartiere"): count["traditional_quarters"],
        }
    )
    st.table(shown.set_index(_("Stadt")), border="horizontal")
    st.caption(
        _(
            "Zensus 2011 und 2022 (Statistische Ämter des Bundes und der Länder); Anteile 2011 aus "
            "Rasterzellen geschätzt. Quartiere: benachbarte 1-km-Zellen einer Klasse, wo für 2022 Zellen "
            "vorliegen, verglichen mit der eigenen Stadt."
        )
    )


def _both(table: pd.DataFrame, name: str, lang: str, *, percent: bool) -> list[str]:
    show = format_percent if percent else partial(format_number, decimals=2)
    return [
        f"{show(before, lang)} → {show(after, lang)}"
        for before, after in zip(table[f"{name}_2011"], table[f"{name}_2022"], strict=True)
    ]


def _known(number: float, _: Translator, lang: str) -> str:
    return _("keine Angabe") if pd.isna(number) else format_integer(number, lang)


def _covered(lang: str) -> str:
    """The coverage of Germany without the word it begins with."""
    text = coverage_text(national_coverage("common"), "municipality", lang)
    return text.partition(": ")[2]


def _defaults(view: View, _: Translator) -> pd.DataFrame:
    """The thresholds of the relative rule, a row per kind of area."""
    rows = []
    inside = {"cell": _("Gebiete in der Stadt"), "large_district": _("große Bezirke")}
    for level in ("state", "county", "municipality", *inside):
        p = preset_parameters("relative", level)
        rows.append(
            {
                _("Ebene"): inside.get(level) or level_names(_)[level],
                _("Bezug"): _("eigene Gemeinde") if level in inside else _("Deutschland"),
                _("hoch"): format_number(p.high, view.lang, 2, trim=True),
                _("niedrig"): format_number(p.low, view.lang, 2, trim=True),
                _("Schwelle (Prozentpunkte)"): format_number(p.margin, view.lang, 2, trim=True),
                _("Mindestzahl Personen"): format_integer(int(p.min_n), view.lang),
            }
        )
    return pd.DataFrame(rows).set_index(_("Ebene"))
