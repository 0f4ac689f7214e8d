"""Towns that are similar to a town: found, explained, cross-checked."""

from ankunft.profiles.peers.check import CrossCheck, cross_check
from ankunft.profiles.peers.doubt import Doubt
from ankunft.profiles.peers.list import PeerResult
from ankunft.profiles.peers.pool import Pool
from ankunft.profiles.peers.search import contrast, peers, prepare
from ankunft.profiles.similarity import LeftOut, Space

__all__ = [
    "CrossCheck",
    "Doubt",
    "LeftOut",
    "PeerResult",
    "Pool",
    "Space",
    "contrast",
    "cross_check",
    "peers",
    "prepare",
]
