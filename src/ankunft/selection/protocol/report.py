"""A protocol as a report to read.

Everything comes from the protocol, so the report of a colleague's protocol needs no figures. Labels
of strata, reasons and notes are in the language the protocol was made in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from babel.dates import format_date

from ankunft.base.document import Block, Bullets, Document, Heading, Paragraph, Table, table
from ankunft.base.language import format_integer, format_number, translator
from ankunft.selection.frame.variables import Variable
from ankunft.selection.protocol.document import Protocol, TownRow
from ankunft.selection.protocol.report_plan import (
    case_lines,
    count_line,
    filter_lines,
    interview_blocks,
    known_to,
    sampling_lines,
)
from ankunft.selection.protocol.seal import SHORT
from ankunft.selection.words import action_names, role_names


def report_of(protocol: Protocol, variables: Mapping[str, Variable], lang: str) -> Document:
    """Frame, sample, cases, towns, decisions, interviews, method and origin of a selection.

    A variable that `variables` lacks (answers of a survey that is not loaded) goes by its id.
    """
    _ = translator(lang)
    known = known_to(protocol.plan, variables)
    blocks: list[Block] = [Heading(_("Grundgesamtheit")), Paragraph(_summary(protocol, lang))]
    if len(protocol.plan.groups) > 1:
        blocks += [Paragraph(_("Alle diese Bedingungen müssen erfüllt sein:"))]
    blocks += [Bullets(tuple(filter_lines(protocol.plan, known, lang)))]
    if protocol.plan.sampling:
        blocks += _sample(protocol, known, lang)
    if protocol.plan.cases:
        lines = case_lines(protocol.plan.cases, known, lang)
        blocks += [Heading(_("Fälle")), Bullets(tuple(lines))]
    blocks += _towns(protocol, lang)
    blocks += _call(protocol, lang)
    blocks += _decisions(protocol, lang)
    blocks += interview_blocks(protocol, known, lang)
    if protocol.notes:
        blocks += [Heading(_("Hinweise")), Bullets(protocol.notes)]
    blocks += _origin(protocol, known, lang)
    return Document(
        title=protocol.plan.title or _("Auswahl von Städten"),
        subtitle=_subtitle(protocol, lang),
        lang=lang,
        blocks=tuple(blocks),
        footer=tuple(_footer(protocol, lang)),
    )


def _subtitle(protocol: Protocol, lang: str) -> str:
    _ = translator(lang)
    text = _("Protokoll einer Auswahl")
    if protocol.made:
        day = written_day(protocol.made, lang)
        text = _("Protokoll einer Auswahl, {date}").format(date=day)
    return text + " · " + _("vertraulich") if protocol.survey else text


def _summary(protocol: Protocol, lang: str) -> str:
    _ = translator(lang)
    counts = protocol.counts
    text = _(
        "{inside} von {all} Gemeinden mit zusammen {people} Menschen; ohne Angabe: {unknown}, "
        "davon behalten: {kept}"
    ).format(
        inside=format_integer(counts.inside, lang),
        all=format_integer(counts.towns, lang),
        people=format_integer(counts.inhabitants, lang),
        unknown=format_integer(counts.unknown, lang),
        kept=format_integer(counts.unknown_kept, lang),
    )
    return f"{text}. {count_line(protocol.plan, lang)}"


def _sample(protocol: Protocol, known: Mapping[str, Variable], lang: str) -> Iterator[Block]:
    _ = translator(lang)
    yield Heading(_("Stichprobe"))
    yield Bullets(tuple(sampling_lines(protocol, known, lang)))
    rows = [
        (
            str(number),
            row.label,
            format_integer(row.towns, lang),
            format_integer(row.sampled, lang),
            format_number(row.sampled / row.towns if row.towns else None, lang, 3),
        )
        for number, row in enumerate(protocol.strata, start=1)
    ]
    heads = (_("Nr."), _("Schicht"), _("Gemeinden"), _("gezogen"), _("Auswahlwahrscheinlichkeit"))
    yield table(heads, rows, numeric=(0, 2, 3, 4))


def _towns(protocol: Protocol, lang: str) -> Iterator[Block]:
    """Those drawn with their probability, those picked with their reason, or the whole frame."""
    _ = translator(lang)
    yield Heading(_("Liste der Gemeinden"))
    if not protocol.towns:
        yield Paragraph(_("Die Liste ist leer."))
    kinds: dict[str, list[TownRow]] = {"drawn": [], "picked": [], "inside": []}
    for row in protocol.towns:
        kinds[_kind(row, drawn=protocol.plan.sampling is not None)].append(row)
    if kinds["drawn"]:
        yield _drawn(kinds["drawn"], protocol, lang)
    if kinds["picked"]:
        yield _picked(kinds["picked"], lang)
    if kinds["inside"]:
        rows = [(row.name, row.ags) for row in kinds["inside"]]
        yield table((_("Gemeinde"), _("AGS")), rows)


def _kind(row: TownRow, *, drawn: bool) -> str:
    if row.role == "inside":
        return "inside"
    return "picked" if row.role == "case" or row.pair is not None or not drawn else "drawn"


def _drawn(rows: Sequence[TownRow], protocol: Protocol, lang: str) -> Table:
    """Strata go by their number in the table of strata: their names fill several lines."""
    _ = translator(lang)
    roles = role_names(lang)
    numbers = {row.stratum: str(k) for k, row in enumerate(protocol.strata, start=1)}
    heads = (
        _("Gemeinde"), _("AGS"), _("Rolle"), _("Schicht (Nr.)"), _("Auswahlwahrscheinlichkeit"),
        _("Gewicht"),
    )  # fmt: skip
    return table(
        heads,
        [
            (
                row.name,
                row.ags,
                roles.get(row.role, row.role),
                numbers.get(row.stratum, row.stratum or "–"),
                _figure(row.inclusion_probability, lang),
                _figure(row.design_weight, lang),
            )
            for row in rows
        ],
        numeric=(3, 4, 5),
    )


def _picked(rows: Sequence[TownRow], lang: str) -> Table:
    _ = translator(lang)
    roles = role_names(lang)
    paired = any(row.pair is not None for row in rows)
    heads = (_("Gemeinde"), _("AGS"), _("Rolle"), _("Begründung"))
    cells = [(row.name, row.ags, roles.get(row.role, row.role), row.reason) for row in rows]
    if not paired:
        return table(heads, cells)
    pairs = [_figure(row.pair, lang, 0) for row in rows]
    return table(
        (_("Paar"), *heads), [(pair, *cell) for pair, cell in zip(pairs, cells, strict=True)]
    )


def _call(protocol: Protocol, lang: str) -> Iterator[Block]:
    """Who applied, and what became of it."""
    _ = translator(lang)
    if not protocol.call:
        return
    roles = role_names(lang)
    yield Heading(_("Bewerbungen"))
    yield table(
        (_("Gemeinde"), _("AGS"), _("Stand"), _("Begründung")),
        [(row.name, row.ags, roles.get(row.role, row.role), row.reason) for row in protocol.call],
    )


def _decisions(protocol: Protocol, lang: str) -> Iterator[Block]:
    _ = translator(lang)
    decisions = protocol.plan.decisions
    replaced = [row for row in protocol.towns if row.replaces]
    if not decisions and not replaced:
        return
    names = {row.ags: row.name for row in protocol.towns}
    actions = action_names(lang)
    yield Heading(_("Entscheidungen"))
    if decisions:
        yield table(
            (_("Gemeinde"), _("AGS"), _("Entscheidung"), _("Begründung")),
            [
                (names.get(one.ags, "–"), one.ags, actions[one.action], one.reason)
                for one in decisions
            ],
        )
    if replaced:
        text = _("{new} ({new_ags}) ersetzt {old} ({old_ags}).")
        yield Bullets(
            tuple(
                text.format(
                    new=row.name,
                    new_ags=row.ags,
                    old=names.get(row.replaces, "–"),
                    old_ags=row.replaces,
                )
                for row in replaced
            )
        )


def _origin(protocol: Protocol, known: Mapping[str, Variable], lang: str) -> Iterator[Block]:
    """How to make the same list again."""
    _ = translator(lang)
    yield Heading(_("Nachvollziehen"))
    lines = [
        _("Ausgabe der Daten: {hash}").format(hash=protocol.edition),
        *(
            [_("Antworten der Befragung: {hash}").format(hash=protocol.survey)]
            if protocol.survey
            else []
        ),
        _("Prüfsumme dieses Protokolls: {checksum}").format(checksum=protocol.checksum),
        _("„ankunft replay“ mit der Protokolldatei macht dieselbe Liste oder nennt jeden "
          "Unterschied."),
    ]  # fmt: skip
    yield Bullets(tuple(lines))
    if protocol.digests:
        rows = [
            (known[name].label(lang) if name in known else name, name, found[:SHORT])
            for name, found in protocol.digests.items()
        ]
        yield table((_("Merkmal"), _("Kennung"), _("Prüfsumme aller Werte")), rows)


def _footer(protocol: Protocol, lang: str) -> Iterator[str]:
    _ = translator(lang)
    yield from protocol.attribution
    yield _("Ausgabe: {hash}").format(hash=protocol.edition)
    yield _("Ankunft {version}").format(version=protocol.program or "–")
    if protocol.made:
        yield _("Erstellt: {date}").format(date=written_day(protocol.made, lang))


def written_day(made: str, lang: str) -> str:
    """A day as people write it; of a protocol of others it may be any text."""
    try:
        return format_date(date.fromisoformat(made), "long", locale=lang)
    except ValueError:
        return made


def _figure(value: float | None, lang: str, decimals: int = 3) -> str:
    return "–" if value is None else format_number(value, lang, decimals)
