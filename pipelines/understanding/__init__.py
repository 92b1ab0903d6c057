"""What a film's text shows: place, time, weather, mood, figures and props, read in English and Chinese.

Knows words (assets/lexicon); not how anything is painted, filmed or told.
"""

from pipelines.understanding.notes import Figure, kind_of
from pipelines.understanding.reading import Reading, read

__all__ = ["Figure", "Reading", "kind_of", "read"]
