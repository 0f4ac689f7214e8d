"""A protocol replays on another machine: other processor features, locale, time zone, hash seed."""

import json
import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from ankunft import cli

ELSEWHERE = {
    "NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512_SKX AVX2 FMA3",
    "OPENBLAS_CORETYPE": "Nehalem",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "12345",
    "LC_ALL": "C",
    "TZ": "Pacific/Auckland",
}
"""What another processor does differently in the last digits, and what else may differ."""

POPULATION = {"variable": "population", "operator": "at_least", "value": 20_000}
PLANS = {
    "sample": {
        "groups": [{"any_of": [POPULATION]}],
        "sampling": {
            "n": 60,
            "strata": [{"variable": "part"}, {"variable": "arrival_class"}],
            "allocation": "neyman",
            "neyman_variable": "share_foreign_2022",
            "seed": 7,
        },
    },
    "strategy": {
        "groups": [{"any_of": [POPULATION]}],
        "cases": {
            "n": 6,
            "strategy": "influential",
            "outcome": "change",
            "covariates": ["q_alo", "vacancy_2022", "part"],
        },
    },
    "score": {
        "groups": [{"any_of": [POPULATION]}],
        "cases": {
            "n": 8,
            "score": [{"variable": "change"}, {"variable": "vacancy_2022", "weight": 2}],
            "quotas": [
                {
                    "all_of": [{"variable": "part", "operator": "one_of", "values": ["east"]}],
                    "at_least": 3,
                }
            ],
        },
    },
}


def here(*arguments):
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments])


def elsewhere(*arguments):
    command = [sys.executable, "-m", "ankunft.cli", *map(str, arguments)]
    environment = {**os.environ, **ELSEWHERE}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", list(PLANS))
def test_the_same_list_on_another_machine(tmp_path, name):
    plan, protocol = tmp_path / "plan.json", tmp_path / "protocol.json"
    plan.write_text(json.dumps(PLANS[name]), encoding="utf-8")
    command = "sample" if name == "sample" else "cases"
    made = here(command, "--plan", plan, "--protocol", protocol)
    assert made.exit_code == 0, made.stderr
    again = elsewhere("replay", protocol)
    assert "Dieselbe Liste aus denselben Daten" in again.stdout + again.stderr
    assert again.returncode == 0
