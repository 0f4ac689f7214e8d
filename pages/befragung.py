"""What do the municipalities say? From the files of a survey to results, step by step."""

import streamlit as st

from ankunft.app.plain import plain
from ankunft.app.session import current_view, take_complaints
from ankunft.app.sources import source_line
from ankunft.app.style import apply_style, is_dark
from ankunft.app.survey.parts import banner
from ankunft.app.survey.state import STEPS, bound, view
from ankunft.app.survey.steps import STEP, step_names
from ankunft.app.survey.style import apply_survey_style
from ankunft.app.survey.survey_map import survey_map
from ankunft.base.language import translator

apply_style(dark=is_dark())
apply_survey_style()
atlas = current_view()
lang = atlas.lang
_ = translator(lang)
title, steps = st.columns([5, 6], vertical_alignment="center")
title.title(_("Was sagen die Kommunen selbst?"), anchor=False)
names = step_names(lang)
steps.segmented_control(
    _("Schritt"),
    STEPS,
    format_func=names.__getitem__,
    label_visibility="collapsed",
    **bound("step"),
)
for complaint in take_complaints():
    st.warning(plain(complaint))
banner(lang)
beside, stage = st.columns([3, 8], gap="small")
step = STEP[view().step]()
with beside, st.container(key="controls"):
    step.controls(lang)
with stage, st.container(key="surveymap"), st.container(key="mapbox"):
    survey_map(lang)
# below both: on a narrow window the controls stand between map and results
step.results(lang)
source_line(atlas)
