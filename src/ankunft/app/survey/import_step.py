"""The step of reading in: uploads or the made-up example; what was found; personal columns."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ankunft.app.plain import plain
from ankunft.app.selection.state import plan
from ankunft.app.show_table import show_table
from ankunft.app.survey.column_editor import limesurvey_choices, plain_choices
from ankunft.app.survey.data import outcome, sample, towns
from ankunft.app.survey.kinds import kind_names
from ankunft.app.survey.parts import inert, listing_without_download
from ankunft.app.survey.state import Loaded, load, loaded, take_out
from ankunft.app.survey.uploads import File, Upload, example_survey, forget, kept, survey_of
from ankunft.base.errors import PackageError, ParameterError
from ankunft.base.language import Translator, format_integer, translator
from ankunft.intake.areas.archive import LIMITS
from ankunft.intake.areas.findings import shorten
from ankunft.intake.survey.states import State
from ankunft.survey.example.generator import Example, make_example
from ankunft.survey.items import Item

ROUND = "survey_round"
"""Counts uploads, so that the fields for files are empty after one."""
FAILED = "survey_failed"
PERSONAL = "survey_personal"
TABLES = ("csv", "txt", "tsv", "xlsx", "xlsm")
MOST_ROWS = 2_000
"""Rows sent to the browser."""


def controls(lang: str) -> None:
    """Files and the example; before that, what they would bring."""
    _ = translator(lang)
    if loaded():
        st.button(
            _("Umfrage entfernen"), icon=":material/delete:", key="survey_remove",
            on_click=_remove, width="stretch",
        )  # fmt: skip
    else:
        st.caption(
            _(
                "Hier stehen nach dem Einlesen die Fragen, die Antworten je Gemeinde und alles, was "
                "beim Lesen auffiel. Nötig sind die Antworten als CSV oder Excel; aus LimeSurvey auch "
                "die Struktur (.lss oder .txt) und, wenn mit Zugangscodes befragt wurde, deren Liste."
            )
        )
        st.button(
            _("Erfundenes Beispiel laden"), icon=":material/science:", key="survey_example",
            on_click=_load_example, width="stretch",
        )  # fmt: skip
    if failed := st.session_state.pop(FAILED, ""):
        st.error(plain(failed), icon=":material/block:")
    with st.expander(_("Dateien einlesen"), icon=":material/upload_file:", expanded=not loaded()):
        _uploads(lang)
    opened = st.expander(
        _("Dateien des Beispiels"), icon=":material/download:", on_change="rerun",
        key="survey_files",
    )  # fmt: skip
    if opened.open:
        with opened:
            _example_files(lang)


def results(lang: str) -> None:
    """What is loaded."""
    now = loaded()
    if now is not None:
        _about(now, lang)
        _personal(now, lang)


def _uploads(lang: str) -> None:
    _ = translator(lang)
    place = st.session_state.get(ROUND, 0)
    megabytes = LIMITS.upload // 1_000_000
    answers = st.file_uploader(
        _("Antworten (CSV oder Excel)"), TABLES,
        key=f"survey_answers_{place}", max_upload_size=megabytes,
    )  # fmt: skip
    structure = st.file_uploader(
        _("Struktur aus LimeSurvey (.lss oder .txt), falls vorhanden"), ("lss", "txt"),
        key=f"survey_structure_{place}", max_upload_size=megabytes,
    )  # fmt: skip
    tokens = st.file_uploader(
        _("Liste der Zugangscodes (token, AGS), falls vorhanden"), TABLES,
        key=f"survey_tokens_{place}", max_upload_size=megabytes,
    )  # fmt: skip
    st.caption(
        _(
            "Höchstens {n} MB je Datei. Die Dateien bleiben im Arbeitsspeicher dieser Sitzung und "
            "werden danach vergessen."
        ).format(n=format_integer(megabytes, lang))
    )
    if answers is None:
        return
    files = [File(f.name, f.getvalue()) if f else None for f in (structure, tokens)]
    upload = Upload(File(answers.name, answers.getvalue()), *files)
    try:
        choose = limesurvey_choices if upload.structure else plain_choices
        choices = choose(upload, lang)
        if st.button(
            _("Einlesen"), type="primary", icon=":material/check:", key="survey_take",
            width="stretch",
        ):  # fmt: skip
            load(survey_of(upload, choices))
            st.session_state[ROUND] = place + 1
            st.rerun()
    except (PackageError, ParameterError) as error:
        st.error(plain(str(error)), icon=":material/block:")


def _about(now: Loaded, lang: str) -> None:
    """Number and state of the answers, findings, questions."""
    _ = translator(lang)
    meta = now.survey.meta
    text = _("{n} Gemeinden haben geantwortet, {complete} davon vollständig; {questions} Fragen.")
    said = text.format(
        n=format_integer(len(meta), lang),
        complete=format_integer(int((meta["status"] == "complete").sum()), lang),
        questions=format_integer(len(now.survey.questionnaire.questions), lang),
    )
    days = meta["submitted"].dropna()
    if len(days):
        form = "%d.%m.%Y" if lang == "de" else "%Y-%m-%d"
        said += " " + _("Eingegangen vom {first} bis {last}.").format(
            first=days.min().strftime(form), last=days.max().strftime(form)
        )
    st.markdown(plain(said))
    st.caption(inert(" · ".join(now.files)))
    # what could not be read has a table of its own
    record = [found for found in now.survey.record if found.code != "unread_answer"]
    if record:
        st.subheader(_("Was beim Einlesen auffiel"), anchor=False)
        st.markdown("\n".join(f"- {inert(found.text(lang))}" for found in record))
    if len(now.survey.unread):
        st.subheader(_("Nicht lesbare Angaben"), anchor=False)
        listing_without_download(_unread(now, lang))
        st.caption(
            _(
                "Alle Antworten der Datei. Was wie ein Name, eine Adresse oder eine Telefonnummer "
                "aussieht, steht hier als •••."
            )
        )
    st.subheader(_("Fragen mit Ergebnissen"), anchor=False)
    show_table(_questions(list(now.items(lang).values()), now, lang))
    st.caption(_states_note(_))
    st.caption(
        _(
            "Diese Antworten lassen sich jetzt auch auf der Seite „Fallauswahl“ als Filter, Gewicht "
            "und Schicht verwenden."
        )
    )


def _questions(known: list[Item], now: Loaded, lang: str) -> pd.DataFrame:
    """The questions, and how many towns stand how to each."""
    _ = translator(lang)
    names = kind_names(lang)
    rows = pd.DataFrame({_("Frage"): [item.label for item in known]})
    rows[_("Art")] = [names[item.kind] for item in known]
    counts = [now.survey.states[item.id].value_counts() for item in known]
    for title, states in _state_titles(_).items():
        numbers = [int(count.reindex(list(states)).sum()) for count in counts]
        if states[0] == "answered" or any(numbers):
            rows[title] = numbers
    return rows


def _state_titles(_: Translator) -> dict[str, tuple[State, ...]]:
    """Headings of the numbers of towns, and what they count."""
    return {
        _("mit Antwort"): ("answered", "none"),
        _("keines davon"): ("none",),
        _("nicht lesbar"): ("unread",),
        _("ohne Antwort"): ("blank",),
        _("nicht gestellt"): ("unasked",),
        _("nicht erreicht"): ("unreached",),
    }


def _states_note(_: Translator) -> str:
    return _(
        "Gezählt sind Gemeinden. „keines davon“, als Antwort mitgezählt: Die Mehrfachauswahl wurde "
        "gezeigt und nichts angekreuzt. „nicht gestellt“: Die Bedingung der Frage traf nicht zu, "
        "oder die Datei sagt es (N/A). „nicht erreicht“: Die Seite der Frage wurde nicht aufgerufen."
    )


def _unread(now: Loaded, lang: str) -> pd.DataFrame:
    _ = translator(lang)
    words = now.asked.get(lang, now.survey.questionnaire)
    labels = {column: asked.label(column) for column, asked in words.columns.items()}
    rows = now.survey.unread.head(MOST_ROWS)
    return pd.DataFrame(
        {
            _("Spalte"): list(rows["column"]),
            _("Frage"): [labels.get(column, "") for column in rows["column"]],
            _("Wert"): list(rows["value"]),
            _("Anzahl"): list(rows["n"]),
            _("Zeilen"): [shorten(map(str, lines)) for lines in rows["lines"]],
        }
    )


def _personal(now: Loaded, lang: str) -> None:
    """Columns with personal data and why; what stands in them only when it is switched on."""
    _ = translator(lang)
    st.subheader(_("Personenbezogene Spalten"), anchor=False)
    if not now.survey.personal:
        st.markdown(_("Es wurde keine Spalte mit personenbezogenen Angaben erkannt."))
        return
    words = now.asked.get(lang, now.survey.questionnaire)
    labels = {column: asked.label(column) for column, asked in words.columns.items()}
    show_table(
        pd.DataFrame(
            {
                _("Spalte"): list(now.survey.personal),
                _("Frage"): [labels.get(column, "") for column in now.survey.personal],
                _("Grund"): [why.text(lang) for why in now.survey.personal.values()],
            }
        ),
        key="survey_personal_columns",
    )
    shown = st.toggle(
        _("Personenbezogene Spalten anzeigen"),
        key=PERSONAL,
        help=_("Nur in der Tabelle hier: Karten, Ergebnisse und Dateien enthalten sie nie."),
    )
    if shown:
        st.warning(
            _("Namen, Adressen und freier Text: nur für die eigene Arbeit, nicht zum Weitergeben."),
            icon=":material/lock_open:",
        )
        own = now.survey.answers[list(now.survey.personal)].dropna(how="all")
        names = towns()["name"].reindex(own.index)
        rows = own.astype(object).fillna("").astype(str)
        rows.insert(0, _("Gemeinde"), names)
        listing_without_download(rows.head(MOST_ROWS))


def _example_files(lang: str) -> None:
    _ = translator(lang)
    st.caption(
        _("Erfundene Antworten der Gemeinden des aktuellen Plans, in den Formaten von LimeSurvey.")
    )
    try:
        example = _example()
    except ParameterError as error:
        st.error(plain(str(error)), icon=":material/block:")
        return
    for name, content in example.files.items():
        st.download_button(
            name, content, file_name=name, key=f"survey_file_{name}", on_click="ignore",
            width="stretch",
        )  # fmt: skip


def _example() -> Example:
    """The example of the towns that the plan chooses; raises ParameterError."""
    now, asked = outcome(), plan().sampling
    drawn = sample()
    chosen = now.chosen if drawn is None else list(drawn.table.index[drawn.table["selected"]])
    seed, rate = (asked.seed, asked.response_rate) if asked else (1, 0.6)
    about = now.frame[["population", "arrival_class"]].reindex(chosen)
    key = f"example-{seed}-{rate}-{hash(tuple(chosen))}"
    return kept(key, lambda: make_example(about, seed, rate))


def _load_example() -> None:
    try:
        load(example_survey(_example()))
    except (PackageError, ParameterError) as error:
        st.session_state[FAILED] = str(error)


def _remove() -> None:
    take_out()
    forget()
    for key in (PERSONAL,):
        st.session_state.pop(key, None)
