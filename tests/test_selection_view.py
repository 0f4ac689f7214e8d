"""Views of the case selection as addresses."""

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ankunft.app.selection_view import LARGEST_PLAN, STEPS, SelectionView, pack, unpack
from ankunft.base.errors import ParameterError
from ankunft.selection.frame.projects import projects
from ankunft.selection.plan import read_plan

PLAN = read_plan(
    {
        "groups": [{"any_of": [{"variable": "population", "operator": "at_least", "value": 1}]}],
        "sampling": {"share": 0.3, "seed": 7},
        "decisions": [{"ags": "14713000", "action": "veto", "reason": "Frau Beispiel sagt nein"}],
    }
)


def test_a_plan_comes_back_from_the_address_without_its_decisions():
    again = unpack(pack(PLAN))
    assert again == PLAN.model_copy(update={"decisions": ()})


@pytest.mark.parametrize("name", list(projects()))
def test_every_project_fits_into_an_address(name):
    assert unpack(pack(projects()[name].plan)) == projects()[name].plan


@given(st.sampled_from(STEPS), st.sampled_from(list(projects())), st.sampled_from(["", "14713000"]))
def test_a_view_comes_back_from_its_address(step, preset, selected):
    view = SelectionView(step=step, preset=preset, selected=selected, packed=pack(PLAN))
    assert SelectionView.from_query(view.to_query()) == view


@given(st.text(max_size=200))
def test_any_text_is_a_plan_or_an_error_for_people(text):
    try:
        said = str(unpack(text).version)
    except ParameterError as error:
        said = str(error)
    assert said
    assert "\n" not in said


def test_a_plan_that_unpacks_to_gigabytes_is_refused():
    bomb = base64.urlsafe_b64encode(zlib.compress(b" " * (LARGEST_PLAN * 50), 9)).decode()
    with pytest.raises(ParameterError):
        unpack(bomb)


def test_what_is_not_legal_is_left_out_and_named():
    view, complaints = SelectionView.from_query_lenient(
        {"step": "nix", "sel": "1", "preset": "zentren"}
    )
    assert view == SelectionView(preset="zentren")
    assert len(complaints) == 2
