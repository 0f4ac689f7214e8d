"""Data and methods: edition, sources, classes, indicators, limits."""

import streamlit as st

from ankunft.app import methods, methods_rules
from ankunft.app.session import current_view, write_address
from ankunft.app.style import apply_style, is_dark
from ankunft.app.update.block import update_block
from ankunft.base.language import translator

view = current_view()
_ = translator(view.lang)
apply_style(dark=is_dark())
st.title(_("Daten & Methoden"), anchor=False)
for heading, block in (
    (_("Amtliche Daten aktualisieren"), update_block),
    (_("Wie die Klassen entstehen"), methods_rules.classes_block),
    (_("Wie oft die Regeln übereinstimmen"), methods_rules.agreement_block),
    (_("Was die Klasse einer Gemeinde sagt"), methods_rules.town_check_block),
    (_("Quartiere, Segregation, Zentrum"), methods.quarters_block),
    (_("Vergleich, Auswahl, Befragung"), methods.selection_block),
    (_("Was die Zahlen nicht sagen"), methods.limits_block),
    (_("Quellen"), methods.sources_block),
    (_("Kennzahlen"), methods.indicators_block),
    (_("Ausgabe und Zitat"), methods.edition_block),
):
    st.subheader(heading, anchor=False)
    block(view)
write_address(view)
