"""Every claim of every municipality's text, reckoned again from the layers of the edition.

The texts are read as a reader reads them; nothing that makes them is asked what they mean.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from ankunft import typology
from ankunft.edition import Edition
from ankunft.profiles.text import TextBase, text_base, town_text

SPACE = "\u00a0"
QUARTERS = ["unteres", "zweites", "drittes", "oberes"]
SIZES = {"rural": (0, 5e3), "small_town": (5e3, 2e4), "smaller_medium_town": (2e4, 5e4),
         "larger_medium_town": (5e4, 1e5), "city": (1e5, math.inf)}  # fmt: skip
OF_TOWN = {
    r"(\d{4}) standen (\S+) % aller Wohnungen leer": "vacancy_2022",
    r"(\d{4}) bewohnten Eigentümerinnen und Eigentümer (\S+) % der bewohnten Wohnungen selbst": "owner_share_2022",
    r"(\d{4}) lag die Nettokaltmiete im Mittel bei (\S+) € je m²": "rent_2022",
}
OF_COUNTY = {
    r"(\d{4}) betrug die Arbeitslosenquote (\S+) %": "q_alo",
    r"(\d{4}) lag das Bruttoinlandsprodukt je Person bei (\S+) €": "q_bip_ew",
    r"(\d{4}) lag die Kaufkraft je Person bei (\S+) €": "q_kaufkraft",
    r"(\d{4}) machten Haushalte mit niedrigem Einkommen (\S+) % aller Haushalte aus": "a_hheink_niedrig",
    r"(\d{4}) betrugen die gemeindlichen Steuereinnahmen je Person (\S+) €": "q_gest_bev",
    r"(\d{4}) trug der sekundäre Sektor (\S+) % zur Bruttowertschöpfung bei": "a_bws_2sektor",
    r"(\d{4}) lagen Angebotsmieten bei (\S+) € je m²": "m_mietpr",
    r"(\d{4}) kamen auf jede Person (\S+) m² Wohnfläche": "q_wofl_bev",
    r"(\d{4}) kamen auf 10.000 Personen (\S+) Baugenehmigungen für Wohnungen": "q_gen_wo_ew",
    r"(\d{4}) kamen auf 10.000 Personen (\S+) Hausärztinnen und Hausärzte": "q_hausarzt_bev",
    r"(\d{4}) kamen auf 1.000 Personen (\S+) Krankenhausbetten": "q_betten_bev",
    r"(\d{4}) lag die Betreuungsquote der Kinder unter 3 Jahren bei (\S+) %": "a_betr0003_bev0003",
    r"(\d{4}) kamen auf 100 Personen von 18 bis 25 Jahren (\S+) Studierende": "q_stud_1825",
    r"(\d{4}) kamen auf 1.000 Personen (\S+) Personenkraftwagen": "q_pkw_bev",
}
NUMBER = r"([−\d.,]+)"


def number(text: str) -> float:
    return float(text.strip(".,").replace(".", "").replace(",", ".").replace("−", "-"))


def near(said: str, value: float, *, scale: float = 1) -> bool:
    """Whether the number is the value, rounded to the decimals that are said."""
    decimals = len(said.strip(".,").partition(",")[2])
    return abs(number(said) - value) <= 0.5 * 10**-decimals * scale + 1e-6


class Towns:
    """What the layers hold, as plain arrays by position."""

    def __init__(self, edition: Edition, base: TextBase) -> None:
        towns = edition.municipalities.set_index("ags").loc[base.frame.index]
        self.rows: list[dict[str, Any]] = towns.drop(columns="geometry").to_dict("records")
        self.counties = edition.counties.set_index("county")[["kind", "name"]].to_dict("index")
        states = edition.states
        self.states = {
            row["state"]: (row["name"], *self.shares([row])) for row in states.to_dict("records")
        }
        self.germany = self.shares(states.to_dict("records"))
        self.lonely = towns["state"].value_counts() == 1
        series = edition.county_series
        self.series = series.set_index(["indicator", "year", "county"])["value"].to_dict()
        people = towns["population_2022"].to_numpy()
        self.size = np.array([next(k for k, (a, b) in SIZES.items() if a <= n < b) for n in people])
        self.group = Counter(self.size.tolist())
        self.values = {
            name: towns[name].where(towns["dwellings_2022"] >= 100).to_numpy(float)
            for name in OF_TOWN.values()
        }
        few = (towns["population_2022"] < 1_000).to_numpy()
        self.values["share"] = np.where(few, np.nan, towns["share_foreign_2022"].to_numpy(float))
        self.years: dict[str, int] = {}
        self.county = towns["county"].to_numpy(object)
        self.placed: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]] = {}

    @staticmethod
    def shares(rows: list[dict[str, Any]]) -> tuple[float, float]:
        sums = [
            [sum(row[f"{name}_{year}"] for row in rows) for name in ("foreign", "population_known")]
            for year in (2011, 2022)
        ]
        return tuple(100 * foreign / known for foreign, known in sums)  # type: ignore[return-value]

    def place(self, name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Share of the towns of the same size with a lower figure, with one no higher, and their
        number."""
        if name not in self.placed:
            values = self.values[name]
            lower, upto, n = (np.full(values.size, np.nan) for _ in range(3))
            for size in SIZES:
                mine = np.flatnonzero((self.size == size) & np.isfinite(values))
                ordered = np.sort(values[mine])
                lower[mine] = np.searchsorted(ordered, values[mine]) / max(mine.size, 1)
                upto[mine] = np.searchsorted(ordered, values[mine], "right") / max(mine.size, 1)
                n[mine] = mine.size
            self.placed[name] = lower, upto, n
        return self.placed[name]

    def in_quarter(self, name: str, position: int, word: str) -> bool:
        """Whether the figure lies in the quarter; a twentieth of the towns may share it and not."""
        lower, upto, n = (column[position] for column in self.place(name))
        quarter, slack = QUARTERS.index(word), 0.05 + 2 / n
        return lower >= quarter / 4 - slack and upto <= (quarter + 1) / 4 + slack


@pytest.fixture(scope="module")
def base(edition) -> TextBase:
    return text_base(edition)


@pytest.fixture(scope="module")
def towns(edition, base) -> Towns:
    return Towns(edition, base)


@pytest.fixture(scope="module")
def texts(base) -> list[list[str]]:
    """Of every municipality, in German; spaces that do not break are spaces."""
    return [[text.replace(SPACE, " ") for text in town_text(base, ags)] for ags in base.frame.index]


def all_of(errors: Iterator[str]) -> None:
    found = list(errors)
    assert not found, f"{len(found)} false claims, the first: {found[:5]}"


def test_inhabitants_and_how_they_changed(towns, texts):
    pattern = re.compile(
        r"\((.+)\) hatte am 15\. Mai 2022 nach dem Zensus ([\d.]+) Einwohnerinnen und Einwohner\. "
        r"Größenklasse: \D+ \((?:unter ([\d.]+)|([\d.]+) bis unter ([\d.]+)|ab ([\d.]+))\)\."
        r"(?: 2011 waren es, geschätzt aus Rasterzellen, (rund |weniger als |)([\d.]+)"
        r"(?:; bis 2022 (wuchs die Zahl um|sank die Zahl um|blieb die Zahl fast gleich)(?: ([\d,]+) %)?)?\.)?"
    )

    def errors() -> Iterator[str]:
        for row, text in zip(towns.rows, texts, strict=True):
            said = pattern.fullmatch(text[0].removeprefix(f"{row['name']} "))
            if not said:
                yield text[0]
                continue
            place, count, top, low, upto, least, kind, before, verb, percent = said.groups()
            county, state = towns.counties[row["county"]], towns.states[row["state"]][0]
            now, then = row["population_2022"], row["population_2011"]
            town = county["kind"] in ("Kreisfreie Stadt", "Stadtkreis")
            ok = number(count) == now
            ok &= number(low or least or "0") <= now < number(top or upto or "9999999999")
            ok &= ("kreisfreie Stadt" in place) if town else (county["name"] in place)
            ok &= place.endswith(state) or (town and state == row["name"])
            ok &= (before is None) == math.isnan(then)
            if before is not None:
                small = kind == "weniger als "
                step = 100 if then >= 1_000 else 10
                ok &= small == (then < 5)
                ok &= (kind == "rund ") == (5 <= then < 2_000)
                ok &= small or abs(number(before) - then) <= (step / 2 if then < 2_000 else 0.5)
                ok &= (verb is None) == (then < 2_000)
            if verb:
                change = 100 * (now / then - 1)
                word = "wuchs" if change > 0.05 else "sank" if change < -0.05 else "blieb"
                ok &= verb.startswith(word) or abs(abs(change) - 0.05) < 1e-9
                ok &= percent is None or near(percent, abs(change))
            if not ok:
                yield text[0]

    all_of(errors())


CAUSES = {
    "weil er auf weniger als 1.000 Personen beruhen würde": lambda row, year: (
        row[f"share_foreign_{year}_reason"] == 0 and not row[f"population_{year}"] >= 1_000
    ),
    "weil er nicht veröffentlicht ist": lambda row, year: row[f"share_foreign_{year}_reason"] == 1,
    "weil er geheim gehalten wird": lambda row, year: row[f"share_foreign_{year}_reason"] == 2,
    "weil hier keine Rasterzellen mit Werten liegen": lambda row, year: (
        row[f"share_foreign_{year}_reason"] == 3
    ),
}


def _share_is_true(row: dict[str, Any], text: str) -> bool:
    """What the first sentence of the second paragraph says of both shares."""
    old, new = (
        row[f"share_foreign_{year}"] if row[f"population_{year}"] >= 1_000 else math.nan
        for year in (2011, 2022)
    )
    start = "Der Anteil von Personen mit ausländischer Staatsangehörigkeit "
    text = text.removeprefix(start)
    if said := re.match(
        r"(stieg|sank) von (\S+) % \(2011, geschätzt aus Rasterzellen\) auf (\S+) % \(2022\), also um "
        r"(\S+) Prozentpunkte(, aus ungerundeten Werten)?\.",
        text,
    ):
        verb, first, second, change, note = said.groups()
        grew = new - old
        fits = abs(abs(number(second) - number(first)) - number(change)) < 0.05
        return (
            (verb == "stieg") == (grew > 0)
            and abs(grew) > 0.0499
            and near(first, old)
            and near(second, new)
            and near(change, abs(grew))
            and fits == (note is None)
        )
    if said := re.match(
        r"blieb mit (\S+) % \(2011, .+?\) und (\S+) % \(2022\) fast gleich\.", text
    ):
        return abs(new - old) < 0.0501 and near(said[1], old) and near(said[2], new)
    if said := re.match(
        r"betrug 2022 (\S+) %; für 2011 wird kein Anteil gezeigt, (.+?)\. Zum", text
    ):
        return math.isnan(old) and near(said[1], new) and CAUSES[said[2]](row, 2011)
    if said := re.match(
        r"betrug 2011, geschätzt aus Rasterzellen, (\S+) %; für 2022 wird kein Anteil gezeigt, (.+?)\. Zum",
        text,
    ):
        return math.isnan(new) and near(said[1], old) and CAUSES[said[2]](row, 2022)
    if said := re.match(r"wird für 2011 und 2022 nicht gezeigt, (.+?)\. Zum", text):
        return (
            math.isnan(old)
            and math.isnan(new)
            and all(CAUSES[said[1]](row, y) for y in (2011, 2022))
        )
    said = re.match(r"wird für 2011 nicht gezeigt, (.+?), und für 2022 nicht, (.+?)\. Zum", text)
    assert said, text
    return (
        math.isnan(old)
        and math.isnan(new)
        and CAUSES[said[1]](row, 2011)
        and CAUSES[said[2]](row, 2022)
    )


def test_shares_their_change_and_why_one_is_missing(towns, texts):
    all_of(
        text[1]
        for row, text in zip(towns.rows, texts, strict=True)
        if not _share_is_true(row, text[1])
    )


def test_what_a_share_is_set_beside(towns, texts):
    pattern = re.compile(
        r"Zum Vergleich: (?:(.+?) (\S+) % \(2011\) und (\S+) % \(2022\); )?"
        r"Deutschland (\S+) % \(2011\) und (\S+) % \(2022\)\."
        r"(?: Der Anteil 2022 unter den ([\d.]+) Gemeinden derselben Größenklasse, für die er gezeigt "
        r"wird: (\w+) Viertel der Verteilung\.)?$"
    )

    def errors() -> Iterator[str]:
        for position, (row, text) in enumerate(zip(towns.rows, texts, strict=True)):
            said = pattern.search(text[1])
            if not said:
                yield text[1]
                continue
            land, land0, land1, nation0, nation1, n, quarter = said.groups()
            state, *of_state = towns.states[row["state"]]
            ok = near(nation0, towns.germany[0]) and near(nation1, towns.germany[1])
            ok &= (land is None) == bool(towns.lonely[row["state"]])
            ok &= land is None or land == state
            ok &= land is None or (near(land0, of_state[0]) and near(land1, of_state[1]))
            ok &= (quarter is None) == bool(np.isnan(towns.values["share"][position]))
            if quarter:
                ok &= number(n) == towns.place("share")[2][position]
                ok &= towns.in_quarter("share", position, quarter)
            if not ok:
                yield text[1]

    all_of(errors())


def test_the_class_and_what_it_depends_on(base, towns, texts):
    result = base.result
    settings, noise = result.robustness()[base.rows], result.noise_robustness()[base.rows]
    labels = {kind.value: kind.label("de") for kind in typology.ArrivalClass}
    classes = result.classes[base.rows]
    pattern = re.compile(
        r"Das Ergebnis ist (deutlich|eher deutlich|grenznah): Es hängt (wenig|zum Teil|stark) von den "
        r"Schwellen ab \(gleiche Klasse bei (\S+) % der geprüften Einstellungen\) und (wenig|zum Teil|"
        r"stark) von der Unschärfe der Anteile \(in (\S+) % der Ziehungen\)\."
    )

    def degree(share: float) -> int:
        return 0 if share > 0.8 - 1e-9 else 1 if share > 0.5 - 1e-9 else 2

    def errors() -> Iterator[str]:
        for position, text in enumerate(texts):
            said = pattern.search(text[2])
            ok = f"2011 → 2022: {labels[int(classes[position])]}." in text[2]
            ok &= (said is None) == bool(np.isnan(noise[position]))
            if said:
                word, thresholds, share, uncertainty, draws = said.groups()
                both = [settings[position], noise[position]]
                ok &= ["wenig", "zum Teil", "stark"].index(thresholds) == degree(both[0])
                ok &= ["wenig", "zum Teil", "stark"].index(uncertainty) == degree(both[1])
                ok &= ["deutlich", "eher deutlich", "grenznah"].index(word) == degree(min(both))
                ok &= near(share, 100 * both[0]) and near(draws, 100 * both[1])
                ok &= all(
                    (s == "100") == (v == 1) for s, v in zip((share, draws), both, strict=True)
                )
            else:
                ok &= "Deshalb keine Aussage." in text[2] and "%" not in text[2]
            if not ok:
                yield text[2]

    all_of(errors())


def test_the_uncertainty_is_that_of_other_draws(base):
    """Noise robustness against 2,000 draws of its own, for some towns on a threshold."""
    result = base.result
    noise, panel = result.noise_robustness(), result.panel
    rows = np.flatnonzero((noise < 0.95) & (noise > 0.05))[::7]
    assert rows.size > 50
    rng = np.random.default_rng(1)
    for row in rows:

        def at(values: Any, row: int = row) -> float:
            return float(np.broadcast_to(values, len(panel))[row])

        n = 2_000
        shares = [
            np.maximum(at(share) + rng.normal(0, typology.standard_error(at(people)), n), 0)
            for share, people in ((panel.share_t0, panel.n_t0), (panel.share_t1, panel.n_t1))
        ]
        drawn = typology.Panel(
            *shares, np.full(n, at(panel.n_t0)), np.full(n, at(panel.n_t1)),
            at(panel.ref_t0), at(panel.ref_t1), year_t0=panel.year_t0, year_t1=panel.year_t1,
        )  # fmt: skip
        same = typology.classify(drawn, result.parameters) == result.classes[row]
        assert same.mean() == pytest.approx(noise[row], abs=0.09)


def test_the_direction_of_both_shares_in_the_reason(base, texts):
    panel = base.result.panel
    pattern = re.compile(
        r"2011 lag der Anteil .+? beim (\S+)-Fachen des Werts für Deutschland, 2022 beim (\S+)-Fachen; "
        r"(?:(Zuwachs|Rückgang) (\S+) Prozentpunkte, Deutschland(?:: Zuwachs|: Rückgang| ebenfalls|) "
        r"(\S+)\. |der Anteil blieb fast gleich, Deutschland: Zuwachs (\S+) Prozentpunkte\. )"
    )
    excess = re.compile(
        r"(?:Zuwachs(?: nur)?|Veränderung im Vergleich zur Bezugsebene:) (\S+) Prozentpunkte"
        r"( über dem| unter dem|,)[^.]+?(?:[\d,]+[^.(]*)( \(aus ungerundeten Werten\))?\. "
    )
    seen = 0
    for position, text in enumerate(texts):
        if not (said := pattern.search(text[2])):
            continue
        seen += 1
        row = base.rows[position]
        s0, s1 = panel.share_t0[row], panel.share_t1[row]
        ref0, ref1 = (np.broadcast_to(r, len(panel))[row] for r in (panel.ref_t0, panel.ref_t1))
        lq0, lq1, word, change, nation, beside_none = said.groups()
        assert near(lq0, s0 / ref0), text[2]
        assert near(lq1, s1 / ref1), text[2]
        assert near(nation or beside_none, ref1 - ref0), text[2]
        if word is None:
            assert round(s1 - s0, 1) == 0, text[2]
            continue
        assert near(change, abs(s1 - s0)), text[2]
        assert (word == "Zuwachs") == (s1 > s0), text[2]
        if more := excess.search(text[2], said.end()):
            beyond, side, note = more.groups()
            real = s1 - s0 - (ref1 - ref0)
            assert near(beyond, real if side == "," else abs(real)), text[2]
            assert side == "," or (side == " über dem") == (real >= 0), text[2]
            own = number(change) * (1 if word == "Zuwachs" else -1) - number(nation)
            same = abs(own - (number(beyond) if side != " unter dem" else -number(beyond))) < 1e-6
            assert same == (note is None), text[2]
    assert seen == int((base.result.classes[base.rows] != typology.ArrivalClass.NO_DATA).sum())


def test_people_who_are_too_few(towns, texts):
    pattern = re.compile(
        r"(\d{4}) lebten hier(, geschätzt aus Rasterzellen,)? (?:(rund |weniger als |)([\d.]+) Personen, "
        r"nötig sind mindestens 1\.000|weniger als die 1\.000 Personen, die mindestens nötig sind)\."
    )

    def errors() -> Iterator[str]:
        for row, text in zip(towns.rows, texts, strict=True):
            for year, estimated, kind, count in pattern.findall(text[2]):
                people = row[f"population_{year}"]
                ok = people < 1_000 and (not count or bool(estimated) == (year == "2011"))
                if count and kind != "weniger als ":
                    ok &= number(count) < 1_000 and abs(number(count) - people) <= 5 * (
                        year == "2011"
                    )
                if not ok:
                    yield text[2]
            few = [row[f"population_{year}"] < 1_000 for year in (2011, 2022)]
            if len(pattern.findall(text[2])) != sum(few):
                yield text[2]

    all_of(errors())


def test_the_centre_beside_the_rest(towns, texts):
    pattern = re.compile(
        r"lag dort (\d{4}) bei (\S+) %, in der übrigen Gemeinde bei (\S+) %(?: \(das (\S+)-Fache\))?\."
    )

    def errors() -> Iterator[str]:
        for row, text in zip(towns.rows, texts, strict=True):
            found = {int(said[0]): said[1:] for said in pattern.findall(text[3])}
            small = row["population_2022"] < 10_000
            ok = small == ("wird für" in text[3] and "nicht berechnet" in text[3])
            for year in (2011, 2022):
                inside, rest = row[f"centre_share_{year}"], row[f"rest_share_{year}"]
                ok &= (year in found) == (np.isfinite(inside) and np.isfinite(rest))
                if year in found:
                    first, second, ratio = found[year]
                    ok &= near(first, inside) and near(second, rest)
                    ok &= bool(ratio) == (rest > 0)
                    ok &= not ratio or near(ratio, inside / rest)
                    ok &= not ratio or (number(ratio) >= 1.25) == (inside / rest >= 1.25 - 1e-9)
                elif not small:
                    covered = np.isfinite(row[f"centre_population_{year}"])
                    few = ("500 Personen" in text[3]) and "nicht genug" not in text[3]
                    ok &= few == covered or (not found and year == 2022)
            if not ok:
                yield text[3]

    all_of(errors())


def _about_figures(text: list[str]) -> Iterator[tuple[str, bool]]:
    """Each sentence about a figure, and whether it stands behind the mark of the Kreis."""
    for paragraph in text[4:]:
        if paragraph.startswith(("In Klammern", "Unter 1.000")):
            return
        own, _mark, of_county = paragraph.partition("Die folgenden Werte gelten ")
        for part, behind_mark in ((own, False), (of_county.partition("allein. ")[2], True)):
            for sentence in re.split(r"(?<!\d)\. (?=\d{4} )", part.strip()) if part else ():
                yield sentence, behind_mark


def test_economy_housing_and_infrastructure(towns, texts):
    # by the words that stand between year and number, because all patterns on all towns take long
    known = [
        (
            p.partition(") ")[2].partition("(")[0],
            re.compile(rf"{p}(?: \((\w+) Viertel\))?\.?"),
            name,
        )
        for p, name in (OF_TOWN | OF_COUNTY).items()
    ]
    years: dict[str, set[int]] = {}
    placed: list[tuple[str, int, str]] = []

    def errors() -> Iterator[str]:
        for position, (row, text) in enumerate(zip(towns.rows, texts, strict=True)):
            county = towns.counties[row["county"]]
            town = county["kind"] in ("Kreisfreie Stadt", "Stadtkreis")
            for sentence, behind_mark in _about_figures(text):
                found = [
                    (match, name)
                    for words, pattern, name in known
                    if sentence.startswith(words, 5) and (match := pattern.fullmatch(sentence))
                ]
                if not found:
                    yield f"{row['name']}: {sentence}"
                    continue
                said, name = found[0]
                year, value, quarter = int(said[1]), said[2], said[3]
                if name in OF_COUNTY.values():
                    years.setdefault(name, set()).add(year)
                    true = towns.series[name, year, row["county"]]
                    ok = town or behind_mark
                else:
                    true = towns.values[name][position]
                    ok = not behind_mark and year == 2022
                gross = name == "q_bip_ew"  # thousands with one decimal, written out
                ok &= near(value, true * (1_000 if gross else 1), scale=100 if gross else 1)
                ok &= quarter is None or row["population_2022"] >= 1_000
                if quarter:
                    placed.append((name, position, quarter))
                if not ok:
                    yield f"{row['name']}: {sentence}"
            for mark in re.findall(
                r"für den ganzen Kreis \((.+?)\), nicht für (.+?) allein", " ".join(text)
            ):
                if town or county["name"] not in mark[0] or mark[1] != row["name"]:
                    yield f"{row['name']}: {mark}"

    all_of(errors())
    assert all(len(of_one) == 1 for of_one in years.values()), "one year for all Kreise"
    for name, (year,) in years.items():
        values = [towns.series.get((name, year, county), math.nan) for county in towns.county]
        towns.values[name] = np.array(values, float)
    all_of(
        f"{texts[position][0][:40]}: {name} {quarter}"
        for name, position, quarter in placed
        if not towns.in_quarter(name, position, quarter)
    )
    assert Counter(quarter for _name, _position, quarter in placed).keys() == set(QUARTERS)


def test_villages_have_no_place_and_the_others_a_true_group(towns, texts):
    for position, (row, text) in enumerate(zip(towns.rows, texts, strict=True)):
        whole = " ".join(text)
        if row["population_2022"] < 1_000:
            assert "Viertel" not in whole.replace(row["name"], ""), whole
            assert "Unter 1.000 Einwohnerinnen und Einwohnern" in whole
        else:
            said = re.search(r"wenn man die ([\d.]+) Gemeinden derselben Größenklasse", whole)
            assert said, whole
            assert number(said[1]) == towns.group[towns.size[position]]


def test_what_is_missing_and_why(base, towns, texts):
    """Each figure without a value is named once, with its cause."""
    raw = {
        "share_foreign_2011": "share_foreign_2011", "share_foreign_2022": "share_foreign_2022",
        "mean_age_2011": "mean_age_2011", "vacancy_2022": "vacancy_2022",
        "owner_share_2022": "owner_share_2022", "rent_2022": "rent_2022",
    }  # fmt: skip
    labels = {known.id: known.label("de") for known in base.entries}
    for position, (row, text) in enumerate(zip(towns.rows, texts, strict=True)):
        last = text[-1] if text[-1].startswith("Ohne Wert") else ""
        parts = re.findall(r"Ohne Wert \((.+?)\): (.+?)\.(?= Ohne Wert|$)", last)
        named = {label: cause for cause, listed in parts for label in listed.split("; ")}
        missing = {n for n in labels if math.isnan(float(base.columns[n][position]))}
        assert set(named) == {labels[name] for name in missing}, last
        for name in missing & set(raw):
            cause, year = named[labels[name]], name[-4:]
            few = row[f"population_{year}"] < 1_000
            dwellings = name in ("vacancy_2022", "owner_share_2022", "rent_2022")
            if np.isfinite(row[raw[name]]):
                assert ("100 Wohnungen" in cause) == dwellings, last
                assert ("1.000 Personen" in cause) == (not dwellings), last
                assert row["dwellings_2022"] < 100 if dwellings else few, last
            else:
                assert "nicht gezeigt" not in cause, last


def test_english_says_the_same_numbers(base, texts):
    """Every number of the German text stands in the English one as often, and no other."""
    digits = re.compile(r"\d[\d.,]*\d|\d")
    for position in [*range(0, len(texts), 9), *base.frame["population_2022"].argsort()[:200]]:
        english = [t.replace(SPACE, " ") for t in town_text(base, base.frame.index[position], "en")]
        assert len(english) == len(texts[position])
        for german, other in zip(texts[position], english, strict=True):
            same = german.replace(".", "|").replace(",", ".").replace("|", ",")
            found = [Counter(w.strip(".,") for w in digits.findall(t)) for t in (same, other)]
            assert found[0] == found[1], (german, other)
