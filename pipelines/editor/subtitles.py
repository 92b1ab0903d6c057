"""Captions on the film's clock: split, timed by their words, styled, written as ASS to burn and as SRT to keep.

Times inside are frames of the film. What is burned into a piece of film is a list of Drawn, whose frames count from the
piece's first: equal lists give equal pictures, wherever in the film the piece stands. Caption text is data: nothing in
it is ever taken for markup.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pysubs2
from pydantic import BaseModel

from pipelines.editor import fonts, lines
from studio.crew import Caption
from studio.film import Word
from studio.timing import spoken_seconds

STYLE = 1  # grows when the same words would be drawn otherwise
EM = 0.050  # of the short side; 36 pixels at 720
LEAD_SECONDS = 10  # pieces are drawn this far into their own clock, so that what began before them has a time too
LONGEST_TITLE_SECONDS, SHORTEST_TITLE_SECONDS = 3.0, 1.2
TITLE_WIDTH, SPREAD = 0.74, 0.11  # of the picture's width; ems between its letters
TITLED_FROM_SECONDS = 8.0
JOINER = "\u2060"  # is not drawn, and parts what a player would take for markup


class Part(BaseModel):
    """A caption as shown at once, seconds on the film's clock; one or two lines."""

    start: float
    end: float
    lines: list[str]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


class Drawn(BaseModel):
    """Words drawn over a piece: frames from the piece's first, `end` excluded."""

    role: str  # "caption" or "title"
    start: int
    end: int
    lines: list[str]


class Page(BaseModel):
    """Where words stand on a picture of that size; all in pixels but line_ems."""

    width: int
    height: int

    @property
    def em(self) -> float:
        return min(self.width, self.height) * EM

    @property
    def line_ems(self) -> float:
        """The widest line of a caption: 76 % of a wide picture, 86 % of a tall one, and not more than a glance."""
        return min(self.width * (0.86 if self.width < self.height else 0.76) / self.em, 21.0)

    @property
    def margin(self) -> int:
        """Below the captions: title-safe, and higher on a tall picture, where players lay their buttons."""
        return round(self.height * (0.14 if self.width < self.height else 0.065))


def split(captions: Sequence[Caption], page: Page, film_seconds: float = math.inf) -> list[Part]:
    """Every caption in parts of at most two lines, timed by its words where it has them; none outlasts the film."""
    found = []
    for caption in sorted(captions, key=lambda c: c.start):
        text = lines.tidy(caption.text)
        if not text:
            continue
        ranges = lines.parts(text, page.line_ems)
        clock = _clock(text, caption)
        edges = [caption.start, *(clock[begin] for begin, _ in ranges[1:]), caption.end]
        for (begin, end), start, stop in zip(ranges, edges, edges[1:], strict=False):
            if start < film_seconds:
                shown = list(lines.wrapped(text[begin:end].strip(), page.line_ems))
                found.append(Part(start=start, end=min(stop, film_seconds), lines=shown))
    return found


def _clock(text: str, caption: Caption) -> list[float]:
    """For every character, when it is spoken: by the words found in the text, evenly by speech length between them."""
    known = _found(text, caption.words)
    known = [
        (0, caption.start),
        *[k for k in known if k[0] > 0 and caption.start < k[1] < caption.end],
        (len(text), caption.end),
    ]
    clock: list[float] = []
    for (here, start), (there, stop) in itertools.pairwise(known):
        whole = spoken_seconds(text[here:there]) or 1.0
        for i in range(here, there):
            clock.append(start + (stop - start) * min(1.0, spoken_seconds(text[here:i]) / whole))
    return clock


def _found(text: str, words: Sequence[Word]) -> list[tuple[int, float]]:
    at, found = 0, []
    folded = text.lower()
    for word in words:
        place = folded.find(word.text.strip().lower(), at)
        if place >= 0 and word.text.strip():
            found.append((place, word.start))
            at = place + len(word.text.strip())
    return found


# ---- what is drawn -------------------------------------------------------------------------------------------------


def drawn(parts: Sequence[Part], fps: Fraction, film_frames: int) -> list[Drawn]:
    """The captions as words to draw, on the film's frames; parts that the font can't draw at all are left out."""
    found = []
    for part in parts:
        start = min(round(part.start * fps), film_frames)
        end = min(max(round(part.end * fps), start + 1), film_frames)
        shown = [line for line in map(fonts.drawable, part.lines) if line]
        if shown and end > start:
            found.append(Drawn(role="caption", start=start, end=end, lines=shown))
    return found


def title(text: str, fps: Fraction, first_shot_frames: int, film_frames: int, page: Page) -> list[Drawn]:
    """The opening title, over the first shot of a film that is long enough for one."""
    text = fonts.drawable(lines.tidy(text))
    start = round(Fraction(3, 10) * fps)
    end = min(first_shot_frames, start + round(LONGEST_TITLE_SECONDS * fps))
    if not text or film_frames / fps < TITLED_FROM_SECONDS or (end - start) / fps < SHORTEST_TITLE_SECONDS:
        return []
    ems = page.width * TITLE_WIDTH / _title_em(page)
    broken = (
        (text,) if _spread(text) <= ems else lines.wrapped(text, ems / 1.25)
    )  # letters are spread by about a quarter
    return [Drawn(role="title", start=start, end=end, lines=list(broken))]


def over(words: Sequence[Drawn], start: int, frames: int) -> list[Drawn]:
    """What of the words is seen in a piece of film, on the piece's own frames; captions are clipped to it."""
    found = []
    for word in words:
        if word.end <= start or word.start >= start + frames:
            continue
        begin, end = word.start - start, word.end - start
        if word.role == "caption":
            begin, end = max(begin, 0), min(end, frames)
        found.append(word.model_copy(update={"start": begin, "end": end}))
    return found


def lead_frames(fps: Fraction) -> int:
    """The frames by which a piece's clock is ahead when its words are drawn."""
    return round(LEAD_SECONDS * fps)


def ass(words: Sequence[Drawn], fps: Fraction, page: Page) -> str:
    """An ASS script that draws the words over a piece whose clock is `lead_frames` ahead."""
    script = pysubs2.SSAFile()
    script.info.update(PlayResX=str(page.width), PlayResY=str(page.height), WrapStyle="2", ScaledBorderAndShadow="yes")
    script.info["YCbCr Matrix"] = "TV.709"
    script.styles = _styles(page)
    lead = lead_frames(fps)
    for word in words:
        # Half a frame early: rounding to a hundredth of a second then never moves a word by a frame.
        start, end = (round(float((lead + k - Fraction(1, 2)) / fps) * 1000) for k in (word.start, word.end))
        for layer, style in enumerate((f"{word.role} glow", word.role)):
            text = _placed(word, style, page) + r"\N".join(map(_plain, word.lines))
            script.append(pysubs2.SSAEvent(layer=layer, start=start, end=end, style=style, text=text))
    return script.to_string("ass")


def _title_em(page: Page) -> float:
    return min(page.width, page.height) * 0.095


def _placed(word: Drawn, style: str, page: Page) -> str:
    """The overrides before the words; all others stand in the style."""
    em = page.em if word.role == "caption" else _title_em(page)
    soft = em * (0.09 if style.endswith("glow") else 0.014)
    if word.role == "caption":
        return rf"{{\blur{soft:.2f}}}"
    size = _fitting_title(word.lines, page)
    place = rf"\an5\pos({page.width // 2},{round(page.height * 0.36)})"
    return rf"{{\fad(700,700)\blur{soft:.2f}{place}\fs{size * fonts.LINE_HEIGHT:.1f}\fsp{size * SPREAD:.1f}}}"


def _fitting_title(title_lines: Sequence[str], page: Page) -> float:
    return min(_title_em(page), page.width * TITLE_WIDTH / max(map(_spread, title_lines)))


def _spread(line: str) -> float:
    """The width of a line of the title in ems, its letters spread."""
    return fonts.width(line) + SPREAD * len(line)


def _plain(text: str) -> str:
    """The text with nothing left that libass takes for an override."""
    text = re.sub(r"\\", lambda _: "\\" + JOINER, text)
    return text.replace("{", r"\{").replace("}", r"\}")


def _styles(page: Page) -> dict[str, pysubs2.SSAStyle]:
    """White letters with a thin dark outline over a soft dark glow, bottom centre; the title larger and spread."""
    em, colour = page.em, pysubs2.Color
    # libass blends a fill over its border: the glow is drawn by a layer of its own beneath.
    face: dict[str, Any] = {
        "fontname": fonts.FACE,
        "alignment": pysubs2.Alignment.BOTTOM_CENTER,
        "marginl": 0,
        "marginr": 0,
        "marginv": page.margin,
    }
    crisp: dict[str, Any] = {
        **face,
        "primarycolor": colour(255, 255, 255),
        "outlinecolor": colour(12, 12, 16, 60),
        "shadow": 0,
    }
    glow: dict[str, Any] = {
        **face,
        "primarycolor": colour(0, 0, 0, 140),
        "outlinecolor": colour(0, 0, 0, 150),
        "backcolor": colour(0, 0, 0, 150),
    }
    size, title_em = em * fonts.LINE_HEIGHT, _title_em(page)
    spread: dict[str, Any] = {"fontsize": title_em * fonts.LINE_HEIGHT}
    return {
        "caption": pysubs2.SSAStyle(**crisp, fontsize=size, outline=em * 0.045),
        "caption glow": pysubs2.SSAStyle(**glow, fontsize=size, outline=em * 0.11, shadow=em * 0.03),
        "title": pysubs2.SSAStyle(
            **{**crisp, "outlinecolor": colour(12, 12, 16, 140)}, outline=title_em * 0.008, **spread
        ),
        "title glow": pysubs2.SSAStyle(**glow, outline=title_em * 0.05, shadow=title_em * 0.015, **spread),
    }


# ---- side files ----------------------------------------------------------------------------------------------------


def write_srt(parts: Sequence[Part], path: Path) -> None:
    """Writes the captions as SubRip in UTF-8; an empty film of words gives an empty file."""
    blocks = []
    for number, part in enumerate(parts, 1):
        text = re.sub(r"<(?=[A-Za-z/])", "<" + JOINER, part.text).replace("{\\", "{" + JOINER + "\\")
        blocks.append(f"{number}\n{_stamp(part.start)} --> {_stamp(part.end)}\n{text}\n")
    path.write_text("\n".join(blocks), encoding="utf-8", newline="\n")


def _stamp(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d},{rest % 1000:03d}"
