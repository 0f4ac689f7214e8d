"""What these pages share: the frame of all profiles, the space of peers, the chosen town."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from ankunft.app.loaders import edition
from ankunft.app.profile_view import ProfileView
from ankunft.app.quarters.scene import first_town
from ankunft.app.session import PROFILE, TOWN
from ankunft.app.shared import shared
from ankunft.app.town_view import TownView
from ankunft.profiles import frame as profiles
from ankunft.profiles.peers import PeerResult, Pool, Space, peers, prepare
from ankunft.profiles.spread import Spread, entry_spread
from ankunft.profiles.text import TextBase, text_base


@shared()
def profile_frame() -> pd.DataFrame:
    """See :func:`ankunft.profiles.frame.profile_frame`."""
    return profiles.profile_frame(edition())


@shared()
def entries() -> list[profiles.Entry]:
    """The entries of a profile, each with its year."""
    return profiles.entries(edition())


@shared()
def spreads() -> dict[str, Spread]:
    """The scale of every figure by id, see :func:`ankunft.profiles.spread.entry_spread`."""
    found = {entry.id: entry_spread(profile_frame(), entry) for entry in entries()}
    return {name: spread for name, spread in found.items() if spread}


@shared()
def space() -> Space:
    """See :func:`ankunft.profiles.peers.prepare`."""
    return prepare(profile_frame(), [entry for entry in entries() if entry.compared])


def chosen_view() -> ProfileView:
    """The view of these pages; a town chosen on another page is taken over."""
    view = PROFILE.current()
    if not view.town:
        town_view = st.session_state.get(TOWN.key)
        town = (town_view.town if town_view else "") or first_town()
        view = PROFILE.set(replace(view, town=town))
    known = tuple(ags for ags in view.compared if ags in profile_frame().index)
    return view if known == view.compared else PROFILE.set(replace(view, compared=known))


@shared(64)
def _peers(ags: str, n: int, weights: tuple[tuple[str, float], ...], pool: Pool) -> PeerResult:
    return peers(space(), ags, n=n, weights=dict(weights), pool=pool)


def peers_of(view: ProfileView) -> PeerResult:
    """The towns most like the chosen one, by the weights and limits of the view."""
    return _peers(view.town, view.n, tuple(view.weights.items()), pool_of(view))


def pool_of(view: ProfileView) -> Pool:
    """The towns among which peers are looked for."""
    return Pool(
        min_population=view.least,
        max_population=view.most or None,
        other_state=view.without == "state",
        other_county=view.without != "none",
    )


def group_mask(view: ProfileView) -> pd.Series:
    """The rows of the frame that the chosen town is set beside."""
    listed = tuple(peers_of(view).table["ags"]) if view.group == "peers" else ()
    return profiles.reference_group(profile_frame(), view.town, view.group, listed)  # type: ignore[arg-type]


@shared()
def facts() -> TextBase:
    """See :func:`ankunft.profiles.text.text_base`."""
    return text_base(edition(), profile_frame())


def choose_town(ags: str, view: ProfileView) -> None:
    """Make a town the chosen one, on the page of its quarters too."""
    PROFILE.set(replace(view, town=ags, position=None))
    if TOWN.key in st.session_state:
        TOWN.set(TownView(town=ags))
