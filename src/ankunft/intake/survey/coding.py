"""Texts of the cells of a choice or a scale -> codes of its answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from ankunft.intake.areas.findings import Finding
from ankunft.intake.areas.findings import mark as _
from ankunft.intake.survey.decisions import CODES, LABELS, ZEROS
from ankunft.intake.survey.distinct import Distinct
from ankunft.intake.survey.labels import Found, Labels, one_code, yes_and_no
from ankunft.intake.survey.numbering import numbered
from ankunft.intake.survey.questions import Question, Questionnaire
from ankunft.intake.survey.words import NO, NO_VALUE, YES, same, whole_number

CLOSED = ("single", "scale")
MOST_PAIRS = 12
"""So many pairs of a text and its code are named in a sentence."""

_CLASH = _(
    "„{column}“: {n} Angaben sind Code der einen und Text einer anderen Antwort; "
    "gelesen als Code, nichts in der Datei spricht dagegen."
)
_MIXED = _(
    "„{column}“: {n} Angaben sind Code der einen und Text einer anderen Antwort, und in der Spalte "
    "steht beides. Bis zur Wahl werden sie nicht gelesen."
)
_AS_CODES = _("„{column}“: {n} Angaben, die Code oder Text sein können, als Code gelesen.")
_AS_LABELS = _("„{column}“: {n} Angaben, die Code oder Text sein können, als Text gelesen.")
_LOST_ZEROS = _(
    "„{column}“: Bei {n} Angaben fehlt die führende Null der Codes ({pairs}). "
    "Bis zur Wahl werden sie nicht gelesen."
)
_ZEROS_BACK = _("„{column}“: führende Null ergänzt bei {n} Angaben ({pairs}).")
_NUMBERS = _("„{column}“: Zahlen, gelesen als Codes: {pairs} ({n} Angaben).")


@dataclass
class Coding:
    """What the texts of one question stand for.

    `codes` by text; `by_language` for labels that mean different answers in different languages.
    """

    codes: dict[str, str] = field(default_factory=dict)
    by_language: dict[str, Found] = field(default_factory=dict)
    found: list[Finding] = field(default_factory=list)

    def of(self, text: str, language: str) -> str | None:
        """The code of a text in a response of this language, None if it is none."""
        if text in self.by_language:
            return one_code(self.by_language[text], language) or None
        return self.codes.get(text)


def filled_texts(cells: Mapping[str, Distinct], question: Question) -> Counter[str]:
    """How often each text stands in the columns of a question, those without an answer left out."""
    counts: Counter[str] = Counter()
    for column in question.columns:
        if column in cells:
            counts += cells[column].counts()
    return counts


def answer_format(cells: Mapping[str, Distinct], questionnaire: Questionnaire) -> str:
    """Whether a file holds codes or labels, as far as its closed questions tell; else empty."""
    seen: set[str] = set()
    for question in questionnaire.questions:
        if question.kind in CLOSED and len(seen) < 2:
            seen |= _evidence(filled_texts(cells, question), question, Labels(question))
    return next(iter(seen)) if len(seen) == 1 else ""


def coding(
    question: Question, texts: Mapping[str, int], *, form: str = "", chosen: str = ""
) -> Coding:
    """The codes of these texts (with how often each occurs).

    A text is a code, else a label in any language, else a word for yes or no, else a number that
    stands for an answer. `form` is that of the file (:func:`answer_format`), `chosen` what people
    have decided.
    """
    made, labels = Coding(), Labels(question)
    own = {text: labels.codes(text) for text in texts}
    clash = {
        text for text in texts
        if text in question.answers and own[text] and set().union(*own[text].values()) != {text}
    }  # fmt: skip
    reading = _reading(question, texts, labels, clash, made, form, chosen)
    for text in texts:
        if text in clash and reading != CODES:
            if reading == LABELS:
                made.by_language[text] = own[text]
        elif text in question.answers:
            made.codes[text] = text
        elif code := one_code(own[text]):
            made.codes[text] = code
        elif own[text]:
            made.by_language[text] = own[text]
        elif whole_number(text) in question.answers:
            made.codes[text] = whole_number(text)
    _add_words(question, texts, made, clash)
    _add_numbers(question, _left(texts, made, clash), made, chosen)
    _add_zeros(question, _left(texts, made, clash), made, chosen)
    return made


def _evidence(texts: Iterable[str], question: Question, labels: Labels) -> set[str]:
    """Whether there are texts that can only be codes, or only labels."""
    seen: set[str] = set()
    for text in texts:
        is_code, is_label = text in question.answers, bool(labels.codes(text))
        if is_code != is_label:
            seen.add(CODES if is_code else LABELS)
    return seen


def _reading(
    question: Question, texts: Mapping[str, int], labels: Labels, clash: Collection[str],
    made: Coding, form: str, chosen: str,
) -> str:  # fmt: skip
    """Whether texts that can be both are codes or labels; empty if that is open."""
    if not clash:
        return CODES
    seen = _evidence(texts, question, labels)
    mixed = len(seen) == 2
    likely = (next(iter(seen)) if len(seen) == 1 else "" if mixed else form) or CODES
    params = (("column", question.code), ("n", sum(texts[text] for text in clash)))
    # the likely one first, whatever was chosen
    both = (likely, LABELS if likely == CODES else CODES)
    if chosen in both or likely == LABELS:
        reading = chosen if chosen in both else likely
        message = _AS_CODES if reading == CODES else _AS_LABELS
        made.found.append(Finding("code_or_label", "note", message, params, choices=both))
        return reading
    if mixed:
        made.found.append(Finding("code_or_label", "repair", _MIXED, params, choices=both))
        return ""
    if not (seen or form):
        made.found.append(Finding("code_or_label", "note", _CLASH, params, choices=both))
    return CODES


def _left(texts: Mapping[str, int], made: Coding, clash: Collection[str]) -> dict[str, int]:
    """What stands for nothing yet, not counting other ways of saying that there is no answer."""
    return {
        text: times for text, times in texts.items()
        if text not in made.codes and text not in made.by_language and text not in clash
        and same(text) not in NO_VALUE
    }  # fmt: skip


def _add_words(
    question: Question, texts: Mapping[str, int], made: Coding, clash: Collection[str]
) -> None:
    codes = yes_and_no(question)
    for text in _left(texts, made, clash):
        if codes and same(text) in YES | NO:
            made.codes[text] = codes[same(text) in YES]


def _add_numbers(question: Question, left: Mapping[str, int], made: Coding, chosen: str) -> None:
    texts = {text: whole_number(text) for text in left if whole_number(text)}
    counts: Counter[str] = Counter()
    for text, number in texts.items():
        counts[number] += left[text]
    codes = yes_and_no(question)
    if codes and not any(map(whole_number, question.answers)):
        means, found = numbered(question.code, counts, chosen)
        made.codes |= {t: codes[means[n]] for t, n in texts.items() if n in means}
        made.found += found
    elif known := {t: question.numbers[n] for t, n in texts.items() if n in question.numbers}:
        made.codes |= known
        pairs = {texts[text]: code for text, code in sorted(known.items())}
        made.found.append(_paired("numbers", "note", _NUMBERS, question, pairs, left, known))


def _add_zeros(question: Question, left: Mapping[str, int], made: Coding, chosen: str) -> None:
    """Codes from which a spreadsheet took the leading zeros, because it took them for numbers."""
    lost: dict[str, str] = {}
    for text in left:
        digits = whole_number(text)
        codes = [c for c in question.answers if c.startswith("0") and c.lstrip("0") == digits != ""]
        codes += [c for c in question.answers if digits == "0" and c.strip("0") == "" != c]
        if len(codes) == 1:
            lost[text] = codes[0]
    if not lost:
        return
    pairs = {text: lost[text] for text in sorted(lost)}
    if chosen == ZEROS:
        made.codes |= lost
        found = _paired("lost_zeros", "note", _ZEROS_BACK, question, pairs, left, lost, (ZEROS,))
    else:
        found = _paired("lost_zeros", "repair", _LOST_ZEROS, question, pairs, left, lost, (ZEROS,))
    made.found.append(found)


def _paired(
    code: str, severity: str, message: str, question: Question, pairs: Mapping[str, str],
    left: Mapping[str, int], texts: Iterable[str], choices: tuple[str, ...] = (),
) -> Finding:  # fmt: skip
    """A finding that names what was read as what."""
    listed = [f"{text} = {code}" for text, code in pairs.items()][:MOST_PAIRS]
    params = (
        ("column", question.code),
        ("n", sum(left[text] for text in texts)),
        ("pairs", ", ".join(listed) + (" …" if len(pairs) > MOST_PAIRS else "")),
    )
    return Finding(code, severity, message, params, choices=choices)  # type: ignore[arg-type]
