"""The stages of the training. A stage ends when the running share of right answers passes its mark, or when its time is up.

mark: share of whole answers right, over the latest 60 steps; seconds: at most; tokens: size of one worker's
batch; crowded: prefer documents with many facts.
"""
from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    name: str
    mark: float
    seconds: float
    tokens: int
    crowded: bool = False


CURRICULUM = (
    Stage("short", 0.90, 900, 4096),
    Stage("filler", 0.92, 600, 4096),
    Stage("middle", 0.95, 600, 4096),
    Stage("long", 0.96, 1200, 6144),
    Stage("full", 2.0, 1e9, 6144, crowded=True),  # until the end of the time
)
