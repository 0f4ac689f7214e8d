"""The upload on the map before it is used."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from ankunft.app.loaders import edition
from ankunft.app.own.draft import Draft
from ankunft.app.quarters.scene import Scene
from ankunft.app.quarters.town_map import draw
from ankunft.app.town_view import TownView, fitted
from ankunft.base.errors import PackageError
from ankunft.base.language import translator
from ankunft.town.classes import Comparison
from ankunft.town.units import district_units


def preview(draft: Draft, lang: str) -> None:
    """The share of the latest year by district, as it would be with every repair."""
    _ = translator(lang)
    try:
        city = draft.preview
    except PackageError:
        city = None
    if city is None:
        st.info(_("Die Vorschau erscheint, sobald die rot gekennzeichneten Punkte behoben sind."))
        return
    units = district_units(city)
    view = fitted(TownView(town=draft.ags, shown="share"), ("district",), {"district": units})
    view = replace(view, t1=units.years[-1])
    comparison = Comparison(view.t0, view.t1, edition().municipalities, row=view.row)
    scene = Scene(view, lang, draft.town, city, {"district": units}, comparison)
    with st.container(key="mapbox"):
        draw(scene, [], key="preview_map")
    st.caption(_("Vorschau mit allen Reparaturen, auch denen, die noch offen sind."))
