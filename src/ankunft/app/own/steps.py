"""The steps of the page: which column is which, what was found, how it looks, what is there."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from ankunft.app.own.draft import Draft, change, drop, kept_draft
from ankunft.app.plain import plain
from ankunft.app.towns import own_cities, stored_cities
from ankunft.base.errors import PackageError
from ankunft.base.language import Translator, format_integer, translator
from ankunft.intake.areas import describe
from ankunft.intake.areas.city import City
from ankunft.store.cities import configured, data_folder, remove_city, save_city

FAILED = "own_failed"
LISTED = 300
"""Values of a column offered for a choice."""


def mapping(draft: Draft, lang: str) -> None:
    """Which column is which; the guess stands, and can be changed."""
    _ = translator(lang)
    names = {
        "area_id": _("Gebiete: Schlüssel"),
        "name": _("Gebiete: Name"),
        "table_area_id": _("Tabelle: Gebiet"),
        "year": _("Tabelle: Jahr"),
        "indicator": _("Tabelle: Merkmal"),
        "value": _("Tabelle: Wert"),
        "population": _("Merkmal: alle Personen"),
        "foreign": _("Merkmal: Personen mit ausländischer Staatsangehörigkeit"),
    }
    offered = _offered(draft)
    for column, part in zip(st.columns(2), (list(names)[:4], list(names)[4:]), strict=True):
        for name in part:
            options = ["", *offered[name]]
            value = getattr(draft.mapping, name)
            column.selectbox(
                names[name],
                options,
                index=options.index(value) if value in options else 0,
                format_func=lambda text: text or _("– bitte wählen –"),
                key=f"map_{name}@{draft.number}",
                on_change=_remap,
                args=(f"map_{name}@{draft.number}", name),
            )


def _offered(draft: Draft) -> dict[str, tuple[str, ...]]:
    areas = [str(c) for c in draft.tables.polygons.frame.columns if c != "geometry"]
    table = [str(c) for c in draft.tables.table.columns if c not in ("line", "file")]
    column = draft.mapping.indicator
    values: list[str] = []
    if column in table:
        values = [str(value) for value in draft.tables.table[column].unique()[:LISTED]]
    columns = dict.fromkeys(("table_area_id", "year", "indicator", "value"), tuple(table))
    groups = dict.fromkeys(("population", "foreign"), tuple(values))
    return {"area_id": tuple(areas), "name": tuple(areas), **columns, **groups}


def _remap(key: str, name: str) -> None:
    chosen = {name: st.session_state[key]}
    change(mapping=replace(kept_draft().mapping, **chosen), anew=True)


def credit(draft: Draft, lang: str) -> None:
    """Who published the data: it stands under every map and in every file."""
    _ = translator(lang)
    left, right = st.columns(2)
    left.text_input(
        _("Herausgeber"),
        value=draft.publisher or draft.raw.credit.publisher,
        max_chars=200,
        key=f"own_publisher@{draft.number}",
        on_change=_credit,
        args=(f"own_publisher@{draft.number}", "publisher"),
        help=_("Steht als Quelle unter jeder Karte und in jeder Datei."),
    )
    right.text_input(
        _("Lizenz"),
        value=draft.licence or draft.raw.credit.licence,
        max_chars=200,
        key=f"own_licence@{draft.number}",
        on_change=_credit,
        args=(f"own_licence@{draft.number}", "licence"),
    )


def _credit(key: str, name: str) -> None:
    change(**{name: st.session_state[key].strip()})


def use(draft: Draft, lang: str) -> None:
    """The button that takes the data over, and why it may be closed."""
    _ = translator(lang)
    open_ones = len(draft.open_repairs)
    ready = not draft.stops and not open_ones
    st.button(
        _("Daten verwenden"),
        type="primary",
        icon=":material/check:",
        disabled=not ready,
        key="use_own",
        on_click=_take_over,
    )
    if draft.stops:
        st.caption(
            _("Erst möglich, wenn die rot gekennzeichneten Punkte in den Dateien behoben sind.")
        )
    elif open_ones:
        st.caption(
            _("Noch offen: {n} Reparaturen. Stimmen Sie zu, oder ändern Sie die Dateien.").format(
                n=open_ones
            )
        )


def _take_over() -> None:
    try:
        city = kept_draft().city()
        _keep(city)
    except PackageError as error:
        st.session_state[FAILED] = str(error)
        return
    st.session_state["own_taken"] = city.ags
    drop()
    st.session_state["own_upload_round"] = st.session_state.get("own_upload_round", 0) + 1


def _keep(city: City) -> None:
    if configured():
        save_city(city, data_folder())
    else:
        own_cities()[city.ags] = city


def failure() -> None:
    """Why the last button did not do what it says; nothing is lost then."""
    message = st.session_state.pop(FAILED, "")
    if message:
        st.error(plain(message), icon=":material/block:")


def present(lang: str) -> None:
    """The own cities at hand: what they hold, what was repaired, and how to remove them."""
    _ = translator(lang)
    cities = {**stored_cities(), **own_cities()}
    if not cities:
        st.caption(_("Noch keine eigenen Daten geladen."))
    for ags, city in cities.items():
        with st.container(border=True):
            text, link, button = st.columns([5, 2, 2], vertical_alignment="center")
            text.markdown(f"**{plain(city.title)}** · {ags}  \n{_content(city, lang, _)}")
            link.page_link(
                "pages/quartiere.py",
                label=_("Quartiere ansehen"),
                icon=":material/map:",
                query_params={"town": ags},
            )
            button.button(
                _("Entfernen"),
                icon=":material/delete:",
                key=f"remove_{ags}",
                on_click=_remove,
                args=(ags,),
            )
            if city.record:
                with st.expander(_("Protokoll der Übernahme")):
                    for sentence in city.record:
                        st.markdown(f"- {plain(sentence)}")
    removed = st.session_state.get("own_removed")
    if removed:
        st.button(
            _("Entfernen rückgängig machen"),
            icon=":material/undo:",
            key="undo_remove",
            on_click=_restore,
        )


def _content(city: City, lang: str, _: Translator) -> str:
    years = city.observations["year"]
    names = ", ".join(
        plain(describe(name, lang)[0])
        for name in sorted(city.observations["indicator"].unique())[:8]
    )
    return _("{n} Gebiete, {first}–{last}: {names}").format(
        n=format_integer(len(city.areas), lang), first=years.min(), last=years.max(), names=names
    )


def _remove(ags: str) -> None:
    stored = stored_cities().get(ags)
    try:
        if stored is not None:
            remove_city(ags, data_folder())
    except PackageError as error:
        st.session_state[FAILED] = str(error)
        return
    st.session_state["own_removed"] = own_cities().pop(ags, None) or stored


def _restore() -> None:
    try:
        _keep(st.session_state["own_removed"])
    except PackageError as error:
        st.session_state[FAILED] = str(error)
        return
    del st.session_state["own_removed"]


def example(lang: str) -> None:
    """What a table has to look like, with made-up numbers."""
    _ = translator(lang)
    st.markdown(
        _(
            "**Datenpaket (Frictionless)**: eine ZIP-Datei mit `datapackage.json`, den Gebieten als "
            "GeoJSON, GeoPackage oder Shapefile und einer langen Tabelle:"
        )
    )
    long = [["0101", 2015, "population", 4210], ["0101", 2015, "foreign", 512]]
    st.table(pd.DataFrame(long, columns=["area_id", "year", "indicator", "value"]), hide_index=True)
    st.markdown(
        _(
            "**Oder zwei Dateien**: Gebiete und eine Tabelle mit einer Zeile je Stadtteil und einer "
            "Spalte je Jahr (CSV oder Excel); je Merkmal eine Datei, oder Merkmal und Jahr im "
            "Spaltenkopf:"
        )
    )
    wide = [["0101", "4.210", "4.305", "512", "640"]]
    heads = ["Nr", "Einwohner 2015", "Einwohner 2023", "Nichtdeutsche 2015", "Nichtdeutsche 2023"]
    st.table(pd.DataFrame(wide, columns=heads), hide_index=True)
    st.markdown(
        _(
            "**Dazu, wenn sich Grenzen geändert haben**: eine Tabelle der Gebietsänderungen, im Paket als "
            "Ressource `territory`. Sie bringt alle Jahre auf die heutigen Umrisse; die Anteile eines "
            "alten Schlüssels ergeben zusammen 1, bleibt die Spalte leer, so entscheiden die Einwohner."
        )
    )
    changed = [["0101", "0111", 2021, 0.4], ["0101", "0112", 2021, 0.6]]
    names = ["old_key", "new_key", "from_year", "share"]
    st.table(pd.DataFrame(changed, columns=names), hide_index=True)
    st.caption(_("Die Zahlen sind erfunden und zeigen nur die Form."))
