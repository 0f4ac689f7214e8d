"""Own data: from a town's own files to its quarters, in two minutes."""

import streamlit as st

from ankunft.app.loaders import search_options
from ankunft.app.own import steps
from ankunft.app.own.draft import Draft, draft_of
from ankunft.app.own.findings import findings
from ankunft.app.own.preview import preview
from ankunft.app.plain import plain
from ankunft.app.session import current_view, take_complaints
from ankunft.app.style import apply_style, is_dark
from ankunft.app.towns import stored_complaints
from ankunft.base.errors import PackageError
from ankunft.base.language import translator
from ankunft.intake.areas.archive import LIMITS
from ankunft.intake.areas.upload import ENDINGS
from ankunft.store.cities import configured


def upload(lang: str) -> Draft | None:
    """Town and files; None until both are there, or when the files cannot be read."""
    _ = translator(lang)
    town, files = st.columns([2, 3])
    towns = search_options("municipality")
    chosen = town.selectbox(
        _("Zu welcher Gemeinde gehören die Daten?"),
        list(towns),
        index=None,
        format_func=towns.__getitem__,
        placeholder=_("Gemeinde suchen …"),
        key="own_town",
    )
    dropped = files.file_uploader(
        _("Dateien der Stadt (höchstens {n} MB)").format(n=LIMITS.upload // 1_000_000),
        type=[ending.lstrip(".") for ending in ENDINGS],
        accept_multiple_files=True,
        key=f"own_files_{st.session_state.get('own_upload_round', 0)}",
    )
    if not dropped:
        return None
    if not chosen:
        st.info(_("Wählen Sie noch die Gemeinde, zu der die Dateien gehören."))
        return None
    try:
        return draft_of(dropped, chosen)
    except PackageError as error:
        st.error(plain(str(error)), icon=":material/block:")
        return None


def check_and_use(draft: Draft, lang: str) -> None:
    """Mapping, checks and preview of an upload that could be read."""
    _ = translator(lang)
    left, right = st.columns([5, 6])
    with st.spinner(_("Dateien werden geprüft …")):
        readable = _readable(draft)
    with left:
        guessed = draft.mapping == draft.tables.guess()
        with st.expander(_("Spalten zuordnen"), expanded=not guessed or not readable):
            steps.mapping(draft, lang)
        try:
            st.subheader(_("Prüfung"), anchor=False)
            findings(draft, lang)
            steps.credit(draft, lang)
            steps.use(draft, lang)
        except PackageError as error:
            st.error(plain(str(error)), icon=":material/block:")
            return
    with right:
        preview(draft, lang)


def _readable(draft: Draft) -> bool:
    """Whether the columns are known; the check and the preview are reckoned here and kept."""
    try:
        draft.reckon()
    except PackageError:
        return False
    return True


apply_style(dark=is_dark())
view = current_view()
_ = translator(view.lang)
st.title(_("Eigene Daten: Stadtteile einer Stadt laden"), anchor=False)
for complaint in [*take_complaints(), *stored_complaints()]:
    st.warning(plain(complaint))
steps.failure()
if st.session_state.pop("own_taken", ""):
    st.success(_("Übernommen. Unten geht es zu den Quartieren."), icon=":material/check:")
st.caption(
    _("Die Dateien bleiben auf diesem Rechner; der Betreiber hat einen Ordner dafür eingerichtet.")
    if configured()
    else _("Die Dateien bleiben auf diesem Rechner und werden mit dem Ende der Sitzung vergessen.")
)
draft = upload(view.lang)
if draft is not None:
    check_and_use(draft, view.lang)
else:
    with st.expander(_("Wie die Dateien aussehen sollen")):
        steps.example(view.lang)
st.subheader(_("Geladene Städte"), anchor=False)
steps.present(view.lang)
