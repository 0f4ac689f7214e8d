"""The stock way: st_folium with folium.GeoJson of the municipalities, coloured by class.

Two things are made easier for it than they are by default, so that the way of drawing is compared
and nothing else: Leaflet comes from the local static folder (folium asks hosts that may be out of
reach), and panning causes no rerun. Figures and outlines are read once per process.
"""

import folium
import geopandas as gpd
import streamlit as st
from streamlit_folium import st_folium

from ankunft.edition import open_edition
from ankunft.edition.figures import figures
from ankunft.output.maps.palette import class_styles
from ankunft.typology import ArrivalClass, preset_parameters
from ankunft.typology.levels import classify_level

STATIC = "../../app/static/"


@st.cache_resource(show_spinner=False)
def areas() -> gpd.GeoDataFrame:
    layer = open_edition().municipalities
    return layer[["ags", "name", "geometry"]].to_crs("EPSG:4326")


@st.cache_resource(show_spinner=False)
def numbers():
    return figures(open_edition(), "municipality")


high = st.slider("Schwelle hoch", 0.5, 3.0, 1.2, step=0.05)
parameters = preset_parameters("own", "municipality", high=high, low=min(1.0, high), margin=2.0)
classes = classify_level(numbers(), "municipality", parameters).classes
fills = [style["fill"] for style in class_styles("de", dark=False)]
fills.insert(ArrivalClass.NO_DATA, "#ffffff")


def style(feature: dict) -> dict:
    fill = fills[feature["properties"]["class"]]
    return {"fillColor": fill, "fillOpacity": 1, "color": fill, "weight": 0.3}


drawn = folium.Map(location=(51.2, 10.4), zoom_start=6, tiles=None)
drawn.default_js = [("leaflet", STATIC + "leaflet.js")]
drawn.default_css = [("leaflet", STATIC + "leaflet.css")]
folium.GeoJson(areas().assign(**{"class": classes}), style_function=style).add_to(drawn)
answer = st_folium(drawn, key="map", height=640, width=1000, returned_objects=["last_clicked"])
clicked = answer.get("last_clicked")
st.write(f"Klick: {clicked['lat']:.4f} {clicked['lng']:.4f}" if clicked else "Klick: –")
