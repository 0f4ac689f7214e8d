"""A change of boundaries as a finding: what was seen, and what may be done about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from ankunft.intake.areas.boundaries.change import Change
from ankunft.intake.areas.findings import Finding, Param, Severity, Way, shorten
from ankunft.intake.areas.findings import mark as _

CODES: dict[str, tuple[str, Severity]] = {
    "same_ground": ("changed_keys", "repair"),
    "same_people": ("changed_keys", "repair"),
    "absorbed": ("changed_keys", "repair"),
    "unpaired": ("changed_keys", "repair"),
    "split_off": ("moved_boundary", "offer"),
    "transfer": ("moved_boundary", "offer"),
    "jump": ("jump", "offer"),
}
"""A repair is needed where figures would be lost or outlines overlap; the rest may stay as it is."""

LISTED = 6

_MESSAGES = {
    "same_ground": _(
        "{n_old} Schlüssel enden {before}, und ihre Umrisse liegen unter denen von {n_new} anderen, die "
        "{after} gelten: Die Gebiete sind neu geschnitten."
    ),
    "same_people": _(
        "Es enden {before}: {old}. Es beginnen {after}: {new}. Nach den Einwohnern ({then} → {now}) ist es "
        "vielleicht dasselbe Gebiet."
    ),
    "absorbed": _(
        "Es enden {before}: {old}. Bis {after} wächst {new} um {gain} Personen: Sind sie darin "
        "aufgegangen?"
    ),
    "unpaired": _(
        "Es enden {before}: {old}. Es beginnen {after}: {new}. Welche davon dasselbe Gebiet sind, geben "
        "die Zahlen nicht her; eine Tabelle der Gebietsänderungen (old_key, new_key, from_year, share) "
        "sagt es."
    ),
    "split_off": _(
        "{begun} beginnt {after} mit {gain} Personen, und {old} daneben hat seit {before} etwa ebenso "
        "viele verloren ({loss}): Ist das eine aus dem anderen herausgelöst?"
    ),
    "transfer": _(
        "{giver} verliert von {before} auf {after} {loss} Personen, und {taker} daneben gewinnt {gain}: Hat "
        "sich die Grenze zwischen ihnen geändert?"
    ),
    "jump": _(
        "{old} hat {before} {then} Personen und {after} {now}, das {factor}-Fache: Haben sich die Grenzen "
        "geändert? Es kann auch ein Neubaugebiet oder eine Unterkunft sein."
    ),
}

_ADD_UP = Way(
    "add_up",
    _("Werte bis {before} unter {new} zusammenzählen"),
    _("Werte bis {before} von {old} unter {new} zusammengezählt"),
)
_SPLIT = Way(
    "split",
    _("Werte bis {before} nach den Einwohnern von {after} auf {new} aufteilen"),
    _("Werte bis {before} von {old} nach den Einwohnern von {after} auf {new} aufgeteilt"),
)
_SPLIT_BY_GROUND = Way(
    "split",
    _("Werte bis {before} nach Fläche und Einwohnern auf die neuen Gebiete umrechnen"),
    _(
        "Werte bis {before} von {n_old} Schlüsseln nach Fläche und Einwohnern auf {n_new} neue Gebiete "
        "umgerechnet"
    ),
)
_LEAVE_OUT = Way(
    "leave_out",
    _("Werte bis {before} von {left} weglassen"),
    _("Werte bis {before} wegen geänderter Grenzen weggelassen: {left}"),
)


def finding_of(change: Change, names: Mapping[str, str], taken: Set[tuple[str, str]]) -> Finding:
    """The finding; `names` are those of the areas, `taken` codes and subjects already given."""
    code, severity = CODES[change.kind]
    subject = change.new[0]
    if (code, subject) in taken:
        subject = f"{subject}@{change.after}"
    return Finding(
        code, severity, _MESSAGES[change.kind], tuple(_params(change, names).items()),
        ids=tuple(dict.fromkeys((*change.old, *change.new))) if change.kind == "same_ground" else (),
        subject=subject, ways=_ways(change),
    )  # fmt: skip


def _ways(change: Change) -> tuple[Way, ...]:
    if change.kind in ("unpaired", "jump"):
        return (_LEAVE_OUT,)
    if change.kind in ("same_ground", "same_people", "absorbed") and change.renamed:
        return (_ADD_UP, _LEAVE_OUT)
    return (_SPLIT_BY_GROUND if change.kind == "same_ground" else _SPLIT, _LEAVE_OUT)


def _params(change: Change, names: Mapping[str, str]) -> dict[str, Param]:
    then, now = change.people
    left = dict.fromkeys((*change.old, *change.changes["old"]))
    params: dict[str, Param] = {
        "before": str(change.before),
        "after": str(change.after),
        "old": _listed(change.old, names),
        "new": _listed(change.new, names),
        "left": _listed(list(left), names),
        "n_old": len(change.old),
        "n_new": len(change.new),
        "then": round(then),
        "now": round(now),
    }
    if change.kind == "jump" and then > 0:
        params["factor"] = round(now / then, 2)
    if change.kind in ("split_off", "transfer", "absorbed"):
        first, last = change.moved
        params |= {
            "giver": _listed(change.old[:1], names),
            "taker": _listed(change.new[-1:], names),
            "begun": _listed(change.new[-1:], names),
            "loss": round(first),
            "gain": round(last),
        }
    return params


def _listed(keys: Sequence[str], names: Mapping[str, str]) -> str:
    shown = [f"{key} ({names[key]})" if names.get(key, key) != key else key for key in keys]
    return shorten(shown, LISTED)
