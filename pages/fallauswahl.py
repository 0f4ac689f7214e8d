"""Which towns to study? From the frame to a sample or to cases, step by step."""

import streamlit as st

from ankunft.app.plain import plain
from ankunft.app.selection.controls import about_project, choose_project, header, search
from ankunft.app.selection.data import outcome_so_far
from ankunft.app.selection.frame_map import frame_map
from ankunft.app.selection.panel import panel
from ankunft.app.selection.state import current, plan, take_complaint
from ankunft.app.selection.steps import step
from ankunft.app.selection.style import apply_selection_style
from ankunft.app.session import SELECTION, current_view, take_complaints
from ankunft.app.sources import source_line
from ankunft.app.style import apply_style, is_dark
from ankunft.selection.frame.criteria import summary

apply_style(dark=is_dark())
apply_selection_style(dark=is_dark())
atlas, view = current_view(), current()
lang = atlas.lang
now = plan()
outcome, complaint = outcome_so_far(now)
header(lang)
for text in take_complaints():
    st.warning(plain(text))
beside, stage = st.columns([27, 90], gap="small")
opened = step(view.step)
with (
    stage,
    st.container(key="selectionstage"),
    st.container(key="selectionmap"),
    st.container(key="mapbox"),
):
    # the keyboard goes from the search to the panel; the map's place stays the same without one
    with st.container(key="mapsearch"):
        search(lang)
    with st.container(key="panel"):
        if view.selected:
            panel(view.selected, outcome, lang)
    frame_map(view, outcome, lang)
    with st.container(key="selectionsaid"):
        if refused := take_complaint():
            st.warning(plain(refused))
        if confidence := outcome.confidence_note(lang):
            st.warning(plain(confidence), icon=":material/lock:")
        if complaint:
            st.error(plain(complaint), icon=":material/block:")
        if view.step == "cases" and outcome.cases and outcome.cases.conflict:
            st.warning(plain(outcome.cases.explanation(lang)), icon=":material/rule:")
with beside, st.container(key="controls"):
    choose_project(view, lang)
    about_project(view, lang)
    with st.container(key="selectionsummary"):
        st.markdown(plain(summary(outcome.filtered, lang)))
    opened.controls(now, lang)
with stage, st.container(key="selectionresults"):
    opened.results(now, outcome, lang)
    source_line(atlas)
SELECTION.write_address(view)
