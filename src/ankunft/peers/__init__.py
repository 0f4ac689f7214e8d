"""Towns that are similar to a town: found, explained, cross-checked."""

from ankunft.peers.check import CrossCheck, cross_check
from ankunft.peers.doubt import Doubt
from ankunft.peers.list import PeerResult
from ankunft.peers.pool import Pool
from ankunft.peers.search import contrast, peers, prepare
from ankunft.similarity import LeftOut, Space

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
