"""The floor: a Streamlit page with one slider and one text."""

import streamlit as st

value = st.slider("Wert", 0, 100, 0)
st.write(f"Wert: {value}")
