"""A protocol carried out again: the same list, or every difference by name.

What is compared is everything that follows from the plan and the data. The checksums of the file
(:class:`ankunft.selection.protocol.seal.Seal`) say what was changed in it since; the day, the language
and what applications held follow from nothing, so only they can tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ankunft.base.language import translator
from ankunft.selection.protocol.difference import (
    ABOUT_FILE,
    ABOUT_LIST,
    ABOUT_TOWNS,
    Difference,
    Kind,
    kind_name,
    part_name,
)
from ankunft.selection.protocol.differing import of_basis, of_list
from ankunft.selection.protocol.document import Protocol
from ankunft.selection.protocol.seal import SHORT, Seal


@dataclass(frozen=True, slots=True)
class Replay:
    """All differences. `sealed` False: the file has no checksums, so that nobody can tell whether it
    was changed."""

    differences: tuple[Difference, ...]
    sealed: bool = True

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self.differences

    @property
    def same_list(self) -> bool:
        """Whether the same towns are chosen in the same order, each with the same entries, and the
        file is as it was written."""
        return not self._having((*ABOUT_LIST, *ABOUT_FILE))

    def text(self, lang: str) -> str:
        """The result in one sentence or two."""
        _ = translator(lang)
        sentences = [self._about_file(lang), self._about_list(lang)]
        if not self.sealed:
            sentences.append(
                _(
                    "Das Protokoll hat keine Prüfsummen (ältere Fassung, oder sie wurden entfernt): Ob "
                    "Plan oder Liste darin verändert wurden, lässt sich nicht sagen."
                )
            )
        return " ".join(filter(None, sentences))

    def _about_file(self, lang: str) -> str:
        _ = translator(lang)
        edited = [part_name(one.subject, lang) for one in self.differences if one.kind == "edited"]
        if edited:
            text = _("Die Datei wurde nach dem Schreiben verändert ({parts}).")
            return text.format(parts=", ".join(edited))
        if self._having(("checksum",)):
            return _("Die Datei ist nicht die, deren Prüfsumme genannt ist.")
        return ""

    def _about_list(self, lang: str) -> str:
        _ = translator(lang)
        if self.same:
            return _("Dieselbe Liste aus denselben Daten.")
        if self._having(ABOUT_TOWNS):
            text = _("Die Liste ist nicht dieselbe.")
        elif self._having(ABOUT_LIST):
            text = _(
                "Dieselben Gemeinden in derselben Reihenfolge, aber nicht mit denselben Angaben."
            )
        elif not self.same_list:  # somebody may have changed both
            text = _(
                "Aus dem Plan, der jetzt darin steht, entsteht die Liste, die jetzt darin steht."
            )
        else:
            text = _("Dieselbe Liste.")
        kinds = dict.fromkeys(one.kind for one in self.differences if one.kind not in ABOUT_FILE)
        if not kinds:
            return text
        what = ", ".join(kind_name(kind, lang) for kind in kinds)
        return f"{text} {_('Anders: {what}.').format(what=what)}"

    def _having(self, kinds: Sequence[Kind]) -> bool:
        return any(one.kind in kinds for one in self.differences)


def compare(
    then: Protocol, now: Protocol, seal: Seal | None = None, *, checksum: str = ""
) -> Replay:
    """The protocol `then` beside the one of the same plan carried out now.

    `seal` is what its file says of itself; None: `then` comes from no file. `checksum` is one that
    somebody noted elsewhere, or its beginning.
    """
    found = [*_of_file(seal, checksum), *of_list(then, now), *of_basis(then, now)]
    return Replay(tuple(found), sealed=seal is None or seal.edited is not None)


def _of_file(seal: Seal | None, noted: str) -> Iterator[Difference]:
    if seal is None:
        return
    if noted and not seal.checksum.startswith(noted.lower()):
        yield Difference("checksum", then=noted[:SHORT], now=seal.checksum[:SHORT])
    for part in seal.edited or ():
        yield Difference("edited", part)
