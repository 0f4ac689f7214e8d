"""Plans that come in, protocols and reports that go out, on the command line."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ankunft.base.errors import AnkunftError, ParameterError
from ankunft.base.language import translator
from ankunft.cli.base import note
from ankunft.cli.options import Language, PlainFormat
from ankunft.cli.output import chosen_format, give_out

if TYPE_CHECKING:
    import pandas as pd

    from ankunft.edition import Edition
    from ankunft.intake.areas.findings import Finding
    from ankunft.selection.frame.read_survey import Answers
    from ankunft.selection.frame.variables import Variable
    from ankunft.selection.outcome import Outcome
    from ankunft.selection.plan import Plan
    from ankunft.selection.protocol.document import Protocol

REPORTS = (".md", ".pdf")
"""Endings of a report."""


def chosen_plan(preset: str, file: Path | None) -> Plan:
    """The plan of a project, of a file with a plan, or of a protocol.

    Raises
    ------
    ParameterError
        If neither or both are named, or there is no such plan.
    """
    from ankunft.selection.frame.projects import project, projects
    from ankunft.selection.plan import read_plan
    from ankunft.selection.protocol.document import read_protocol

    if bool(preset) == (file is not None):
        raise ParameterError(
            f"Bitte entweder --preset ({', '.join(projects())}) oder --plan DATEI nennen."
        )
    if file is None:
        return project(preset).plan
    content = read_file(file)
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ParameterError(f"{file.name} ist kein Plan: kein JSON in UTF-8.") from None
    if not isinstance(data, dict):
        raise ParameterError(f"{file.name} ist kein Plan: erwartet wird ein Objekt mit Angaben.")
    return read_protocol(content).plan if "kind" in data else read_plan(data)


def with_sampling(plan: Plan, *, share: float | None, n: int | None, seed: int | None) -> Plan:
    """The plan with this size and seed, without its cases.

    Raises
    ------
    ParameterError
        If share and n are both named, or the plan has no sample and no size is named.
    """
    from ankunft.selection.plan import read_plan

    if share is not None and n is not None:
        raise ParameterError("Bitte nur eines von --share und --n nennen.")
    data = plan.to_dict()
    data.pop("cases", None)
    sampling = dict(data.get("sampling", {}))
    if not sampling and share is None and n is None:
        raise ParameterError("Dieser Plan hat keine Stichprobe: bitte --share oder --n nennen.")
    if share is not None or n is not None:
        for name in ("share", "n", "fixed"):
            sampling.pop(name, None)
        if sampling.get("allocation") == "fixed":
            sampling.pop("allocation")
        sampling |= {"share": share} if share is not None else {"n": n}
    if seed is not None:
        sampling["seed"] = seed
    return read_plan(data | {"sampling": sampling})


def with_cases(
    plan: Plan, *, strategy: str | None, outcome: str, covariates: Sequence[str], n: int | None
) -> Plan:
    """The plan with this strategy, without its sample.

    Raises
    ------
    ParameterError
        If the plan has no cases and no strategy is named, or it lacks an outcome.
    """
    from ankunft.selection.plan import read_plan

    data = plan.to_dict()
    data.pop("sampling", None)
    picked = dict(data.get("cases", {}))
    if not picked and not strategy:
        raise ParameterError("Dieser Plan hat keine Fälle: bitte --strategy und --outcome nennen.")
    if strategy:
        picked.pop("score", None)
        picked["strategy"] = strategy
    if outcome:
        picked["outcome"] = outcome
    if covariates:
        picked["covariates"] = list(covariates)
    if n is not None:
        picked["n"] = n
    return read_plan(data | {"cases": picked})


@dataclass(frozen=True, slots=True)
class SurveyFiles:
    """The files of a survey as they are named on the command line."""

    responses: Path | None = None
    structure: Path | None = None
    tokens: Path | None = None
    key: str = ""
    scales: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()


def answers(files: SurveyFiles, edition: Edition, lang: str = "de") -> Answers | None:
    """The answers in these files; None if none are named. What was found while reading them is
    said on stderr.

    Raises
    ------
    ParameterError
        If a file is named that needs another, or a decision is none.
    PackageError
        If one cannot be read.
    """
    from ankunft.edition.figures import figures
    from ankunft.selection.frame.read_survey import read_survey

    if files == SurveyFiles():
        return None
    if files.responses is None or files.structure is None:
        raise ParameterError("Antworten brauchen --survey DATEI und --structure DATEI.")
    towns = figures(edition, "municipality").set_index("ags")[["name"]]
    read = read_survey(
        files.responses, files.structure, towns,
        tokens=files.tokens, key=files.key, scales=files.scales,
        decisions=decisions(files.decisions),
    )  # fmt: skip
    for finding in read.record:
        note(_found(finding, lang))
    return read


def decisions(texts: Sequence[str]) -> dict[str, str]:
    """What was decided, by what it is about; raises ParameterError."""
    parts = [text.rpartition("=") for text in texts]
    if not all(about and choice for about, _equals, choice in parts):
        raise ParameterError("--read erwartet FRAGE=LESART, zum Beispiel --read begleitung=1/2.")
    return {about: choice for about, _equals, choice in parts}


def _found(finding: Finding, lang: str) -> str:
    """A finding as a line, with the ways to decide it."""
    from ankunft.intake.survey.decisions import about

    _ = translator(lang)
    kind = _("Zu klären") if finding.severity == "repair" else _("Hinweis")
    ways = " | ".join(shlex.quote(f"{about(finding)}={c}") for c in finding.choices)
    return f"{kind}: {finding.text(lang)}" + (f" (--read {ways})" if ways else "")


def told(
    plan: Plan,
    table: Callable[[Outcome, str], pd.DataFrame],
    survey: SurveyFiles,
    *,
    format: PlainFormat | None,
    out: Path | None,
    protocol: Path | None,
    report: Path | None,
    lang: Language,
) -> None:
    """Carry the plan out, print or write its table, and write protocol and report where asked for.

    Raises
    ------
    AnkunftError
        If the plan cannot be carried out, its wishes contradict, or a file cannot be written.
    """
    from ankunft.edition import open_edition
    from ankunft.output.tables.columns import of_variable
    from ankunft.output.tables.survey import made_up_sentence
    from ankunft.selection.frame.criteria import summary
    from ankunft.selection.outcome import choose
    from ankunft.selection.protocol.record import notes_of, protocol_of

    chosen = chosen_format(format, out, PlainFormat)
    if report is not None and report.suffix.lower() not in REPORTS:
        raise ParameterError(f"Ein Bericht endet auf {' oder '.join(REPORTS)}, nicht {report}.")
    edition = open_edition()
    found = answers(survey, edition, lang.value)
    outcome = (
        choose(edition, plan, found.figures, found.variables) if found else choose(edition, plan)
    )
    if outcome.cases and outcome.cases.conflict:
        raise ParameterError(outcome.cases.explanation("de"))
    former = outcome.plan.classes.said(lang.value)
    said = [former] if former else []
    said += [summary(outcome.filtered, lang.value), *notes_of(outcome, lang.value)]
    if found and found.made_up:
        said.insert(0, made_up_sentence(lang.value))
    if protocol or report:
        made = date.today().isoformat()
        digest = found.digest if found else ""
        document = protocol_of(outcome, edition, made=made, survey=digest, lang=lang.value)
        if protocol:
            _write(protocol, document.text().encode())
        if report:
            _write(report, _report(document, outcome, report.suffix.lower(), lang.value))
    rows = table(outcome, lang.value)
    if found and found.made_up:
        rows = rows.assign(answers="made_up")  # whoever keeps the table alone still knows
    give_out(
        edition, rows, "municipality", format=chosen, out=out, lang=lang,
        title=plan.title or plan.preset, notes=[_setting(outcome), *said],
        known={name: of_variable(known) for name, known in outcome.variables.items()},
    )  # fmt: skip


def carried_out_again(
    then: Protocol, survey: SurveyFiles, lang: str = "de"
) -> tuple[Protocol, Mapping[str, Variable]]:
    """What the plan of a protocol gives now, and the variables it may be made of.

    Raises
    ------
    AnkunftError
        If the plan cannot be carried out, or needs answers of a survey and none are named.
    """
    from ankunft.edition import open_edition
    from ankunft.selection.frame.towns import town_frame
    from ankunft.selection.frame.variables import variables
    from ankunft.selection.protocol.again import again

    edition = open_edition()
    found = answers(survey, edition, lang)
    if found is None:
        if then.survey:
            raise ParameterError(
                "Das Protokoll stützt sich auf Antworten einer Befragung (Prüfsumme "
                f"{then.survey[:12]}…): bitte ihre Dateien mit --survey und --structure nennen."
            )
        return again(then, edition), variables(edition)
    frame = town_frame(edition, then.plan, found.figures)
    known = variables(edition, found.variables)
    return again(then, edition, frame, known, found.digest), known


def read_file(path: Path) -> bytes:
    """The content of a file, bounded.

    Raises
    ------
    ParameterError
        If it cannot be read or is too large.
    """
    from ankunft.selection.protocol.document import LARGEST

    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise ParameterError(f"{path} lässt sich nicht lesen: {error.strerror}.") from error
    if len(content) > LARGEST:
        raise ParameterError(f"{path} ist größer als {LARGEST // 10**6} MB.")
    return content


def _setting(outcome: Outcome) -> str:
    """What decides about the list, in one line for programs."""
    plan = outcome.plan
    parts = {"preset": plan.preset, "population": plan.population, "towns": len(outcome.inside)}
    if plan.sampling:
        parts |= {
            "share": plan.sampling.share,
            "n": plan.sampling.n,
            "allocation": plan.sampling.allocation,
            "seed": plan.sampling.seed,
        }
    if plan.cases:
        parts |= {
            "cases": plan.cases.n,
            "strategy": plan.cases.strategy or "score",
            "outcome": plan.cases.outcome,
            "covariates": ",".join(plan.cases.covariates),
        }
    return " ".join(f"{name}={value}" for name, value in parts.items() if value not in (None, ""))


def _report(protocol: Protocol, outcome: Outcome, ending: str, lang: str) -> bytes:
    from ankunft.output.report import markdown, pdf
    from ankunft.selection.protocol.report import report_of

    document = report_of(protocol, outcome.variables, lang)
    return pdf(document) if ending == ".pdf" else markdown(document).encode()


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise AnkunftError(f"{path} lässt sich nicht schreiben: {error.strerror}.") from error
    note(str(path))
