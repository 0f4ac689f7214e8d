"""Why a value is missing. The code travels with the value, in a column `<name>_reason`."""

from enum import IntEnum


class Reason(IntEnum):
    """Reason codes, stored as uint8; 0 means that the value is there."""

    PRESENT = 0
    NOT_PUBLISHED = 1  # the publisher gives no figure for this area
    SUPPRESSED = 2  # kept secret by the publisher because the numbers are small
    NO_CELLS = 3  # no inhabited grid cell lies in the area, or the area has no cell that year
    UNINHABITED = 4  # nobody lives here, or it is not known


REASON_SUFFIX = "_reason"

LABELS: dict[str, dict[Reason, str]] = {
    "de": {
        Reason.PRESENT: "vorhanden",
        Reason.NOT_PUBLISHED: "nicht veröffentlicht",
        Reason.SUPPRESSED: "geheim gehalten",
        Reason.NO_CELLS: "keine Rasterzellen",
        Reason.UNINHABITED: "unbewohnt oder unbekannt",
    },
    "en": {
        Reason.PRESENT: "present",
        Reason.NOT_PUBLISHED: "not published",
        Reason.SUPPRESSED: "suppressed",
        Reason.NO_CELLS: "no grid cells",
        Reason.UNINHABITED: "uninhabited or unknown",
    },
}
