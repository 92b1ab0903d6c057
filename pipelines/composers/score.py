"""Writes the notes of a film's music from its cues; knows nothing of sound, only of pitch and time.

One key and one motif hold a film together. Each stretch of one mood has its own mode, tempo, harmony and players, a
whole number of beats that fills it exactly; the film begins sparsely, builds, and ends with a cadence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np

from pipelines.composers.moods import DRUMS, MODES, MOODS, RHYTHMS, Mood, nearest
from studio.crew import ScoreOrder


@dataclass(frozen=True)
class Note:
    """One sounding thing: seconds, MIDI pitch, velocity 0 to 1, pan -1 to 1, wet 0 to 1."""

    start: float
    seconds: float
    pitch: float
    velocity: float
    instrument: str
    gain: float = 1.0
    pan: float = 0.0
    wet: float = 0.3


@dataclass(frozen=True)
class Stretch:
    """A part of the film with one mood."""

    start: float
    seconds: float
    name: str

    @property
    def mood(self) -> Mood:
        return MOODS[self.name]


@dataclass(frozen=True)
class Bar:
    """A chord and where it stands: seconds, beats in it, seconds a beat, how much is going on (0 to 1)."""

    start: float
    beats: int
    beat: float
    degree: int
    intensity: float
    index: int  # in its stretch


def stretches(order: ScoreOrder) -> list[Stretch]:
    """The cues by mood, neighbours of one mood joined; a cue without a known mood takes the tone's."""
    usual = nearest(order.tone)
    made: list[Stretch] = []
    start = 0.0
    for cue in order.cues:
        name = nearest(cue.mood, usual)
        if made and made[-1].name == name:
            made[-1] = Stretch(made[-1].start, made[-1].seconds + cue.seconds, name)
        elif cue.seconds > 0:
            made.append(Stretch(start, cue.seconds, name))
        start += cue.seconds
    return made


class Composition:
    """The music of one film as notes in order of time; the same order gives the same notes."""

    def __init__(self, order: ScoreOrder) -> None:
        self.seconds = sum(c.seconds for c in order.cues)
        self.rng = np.random.default_rng([order.seed, 7])
        self.tonic = int(self.rng.integers(-5, 4))  # semitones from C
        self.contour = np.cumsum(self.rng.choice([-2, -1, -1, 1, 1, 2, 3], 6)) - 1  # the film's motif, in steps
        self.choice = int(self.rng.integers(0, 1000))
        self.stretches = stretches(order)

    def notes(self) -> list[Note]:
        made: list[Note] = []
        for position, stretch in enumerate(self.stretches):
            last = position == len(self.stretches) - 1
            part = Part(self, stretch, position, self.hold(stretch) if last else 0.0)
            made += part.notes()
        return sorted(made, key=lambda n: (n.start, n.instrument, n.pitch))

    def hold(self, stretch: Stretch) -> float:
        """Seconds at the film's end in which the last chord rings."""
        return min(max(1.8, 0.14 * self.seconds), 4.5, 0.45 * stretch.seconds)

    def intensity(self, time: float) -> float:
        """The film's arc: from a sparse beginning to its height at three quarters, 0.2 to 1."""
        place = time / self.seconds
        return float(np.interp(place, [0, 0.12, 0.4, 0.75, 0.9, 1], [0.3, 0.5, 0.75, 1.0, 0.85, 0.6]))


class Part:
    """One stretch, written bar by bar."""

    def __init__(self, film: Composition, stretch: Stretch, position: int, hold: float) -> None:
        self.film, self.stretch, self.mood, self.hold = film, stretch, stretch.mood, hold
        self.rng = np.random.default_rng([film.choice, position, list(MOODS).index(stretch.name)])
        self.scale = MODES[self.mood.mode]
        self.rhythms = self.rng.permutation(len(RHYTHMS[self.mood.rhythm]))
        self.voicing: tuple[int, ...] = ()
        self.lead_at = 0  # the melody's last step from its middle

    def notes(self) -> Iterator[Note]:
        bars = self.bars()
        for bar in bars:
            chord = self.voiced(self.classes(bar.degree))
            yield from self.pad(bar, chord)
            yield from self.bass(bar)
            if bar.intensity >= 0.3:
                yield from self.comp(bar, chord)
            if bar.intensity >= 0.42 or len(bars) < 3:
                yield from self.melody(bar)
            if bar.intensity >= 0.5:
                yield from self.drums(bar)
        if self.hold:
            yield from self.last_chord()
        elif self.stretch.seconds > 3:
            end = self.stretch.start + self.stretch.seconds
            yield Note(end - 1.6, 1.6, 60, 0.5, "swell", 0.35, 0, 0.5)

    def bars(self) -> list[Bar]:
        """Whole beats that fill the stretch exactly; the last two bars make a cadence where the film ends."""
        mood, seconds = self.mood, self.stretch.seconds - self.hold
        half = mood.beats if mood.beats == 3 else 2
        beats = max(half, round(seconds * mood.bpm / 60 / half) * half)
        beat = seconds / beats
        lengths = [mood.beats] * (beats // mood.beats) + ([beats % mood.beats] if beats % mood.beats else [])
        first = int(self.rng.integers(len(mood.progressions)))
        made, start = [], self.stretch.start
        for index, length in enumerate(lengths):
            turn, place = divmod(index, 4)
            progression = mood.progressions[(first + (turn // 2)) % len(mood.progressions)]
            degree = progression[place % len(progression)]
            if self.hold and len(lengths) > 1 and index >= len(lengths) - 2:
                degree = mood.cadence[index - len(lengths) + 2]
            breath = 0.62 if index // 8 % 4 == 3 else 1.0  # in long stretches the players thin out now and then
            made.append(Bar(start, length, beat, degree, breath * self.film.intensity(start), index))
            start += length * beat
        return made

    # ---- harmony

    def pitch(self, step: int, around: int) -> int:
        """The MIDI pitch `step` scale steps above the tonic nearest to `around`."""
        base = around + (self.film.tonic - around + 6) % 12 - 6
        octave, degree = divmod(step, len(self.scale))
        return base + 12 * octave + self.scale[degree]

    def classes(self, degree: int) -> list[int]:
        """The chord's pitch classes, root first; the fifth degree of a minor key gets its leading note."""
        count = 4 if self.mood.sevenths else 3
        made = [(self.film.tonic + self.scale[(degree + 2 * n) % 7]) % 12 for n in range(count)]
        if self.mood.mode == "aeolian" and degree == 4:
            made[1] = (self.film.tonic + 11) % 12
        return made

    def voiced(self, classes: list[int]) -> tuple[int, ...]:
        """The chord in the pad's register with the least movement from the chord before."""
        middle = self.mood.pad_pitch
        options = [[p for p in range(middle - 9, middle + 12) if p % 12 == c] for c in classes]
        before = self.voicing or tuple(middle + d for d in (-5, 0, 4, 7)[: len(options)])

        def cost(chord: Iterable[int]) -> float:
            rising = sorted(chord)
            gaps = [b - a for a, b in pairwise(rising)]
            moved = sum(abs(a - b) for a, b in zip(rising, sorted(before), strict=False))
            return moved + 6 * sum(g < 2 for g in gaps) + 0.5 * max(0, rising[-1] - rising[0] - 14)

        self.voicing = tuple(sorted(min(product(*options), key=cost)))
        return self.voicing

    # ---- the players

    def played(
        self, start: float, seconds: float, pitch: float, velocity: float, instrument: str, **how: float
    ) -> Note:
        """A note with a little human inaccuracy."""
        late = float(np.clip(self.rng.normal(0.004, 0.006), -0.01, 0.02))
        touch = float(np.clip(velocity * self.rng.normal(1, 0.08), 0.08, 1))
        end = self.stretch.start + self.stretch.seconds + 0.4
        begin = max(0.0, start + late)
        return Note(begin, max(0.08, min(seconds, end - begin)), pitch, touch, instrument, **how)

    def pad(self, bar: Bar, chord: tuple[int, ...]) -> Iterator[Note]:
        if self.mood.pad == "none":
            return
        seconds = bar.beats * bar.beat + 0.25
        for place, pitch in enumerate(chord):
            pan = 0.5 * (place / max(1, len(chord) - 1) - 0.5)
            gain = 0.24 * self.mood.pad_gain
            yield Note(
                bar.start, seconds, pitch, 0.45 + 0.35 * bar.intensity, self.mood.pad, gain, pan, self.mood.wet + 0.1
            )

    def bass(self, bar: Bar) -> Iterator[Note]:
        root = 36 + (self.classes(bar.degree)[0] - 36 + 4) % 12 - 4
        fifth = root + 7 if root < 38 else root - 5
        patterns: dict[str, list[tuple[float, float, int]]] = {
            "long": [(0, bar.beats, root)],
            "walk": [(0, 1, root), (1.5, 0.5, root), (2, 1, fifth), (3, 0.9, root)],
            "pulse": [(b / 2, 0.42, root) for b in range(2 * bar.beats)],
            "oompah": [(0, 0.5, root + 12), (2, 0.5, fifth + 12)],
        }
        for at, beats, pitch in patterns[self.mood.bass_figure]:
            if at < bar.beats:
                velocity = (0.7 if at == 0 else 0.55) * (0.6 + 0.4 * bar.intensity)
                yield self.played(
                    bar.start + at * bar.beat,
                    beats * bar.beat,
                    pitch,
                    velocity,
                    self.mood.bass,
                    gain=0.9 if self.mood.bass == "pizzicato" else 0.5,
                    wet=0.08,
                )

    def comp(self, bar: Bar, chord: tuple[int, ...]) -> Iterator[Note]:
        """The accompaniment: the chord moved to its register and broken up as the mood's figure says."""
        lift = 12 * round((self.mood.comp_pitch - np.mean(chord)) / 12)
        tones = [p + lift for p in chord]
        for at, beats, pitches, velocity in figure(self.mood.figure, bar.beats, tones, self.rng):
            late = self.mood.swing * 0.5 if at % 1 == 0.5 else 0.0
            for place, pitch in enumerate(pitches):
                yield self.played(
                    bar.start + (at + late) * bar.beat + 0.012 * place,
                    beats * bar.beat,
                    pitch,
                    velocity * (0.65 + 0.35 * bar.intensity),
                    self.mood.comp,
                    gain=0.42 * self.mood.comp_gain,
                    pan=-0.28 + 0.12 * place,
                    wet=self.mood.wet,
                )

    def melody(self, bar: Bar) -> Iterator[Note]:
        """The motif, varied: stated, answered, led on and rested, on the chord's notes at strong beats."""
        if bar.index % 4 != 0 and self.rng.random() < self.mood.rests:
            return
        patterns = RHYTHMS[self.mood.rhythm]
        rhythm = patterns[self.rhythms[(0, 0, 1, 2)[bar.index % 4] % len(patterns)]]
        turn = (1, 1, -1, 1)[bar.index % 4]
        for number, (at, beats) in enumerate(rhythm):
            if at >= bar.beats:
                continue
            # every eight bars the motif begins on its next note; what lies too high or low is turned by an octave
            wish = bar.degree + turn * int(self.film.contour[(number + bar.index // 8) % len(self.film.contour)])
            wish = (wish + 4) % 7 - 4 if abs(wish) > 5 else wish
            step = self.near(wish, bar.degree, on_chord=at % 2 == 0)
            self.lead_at = step
            length = min(beats, bar.beats - at) * bar.beat * 0.97
            velocity = (0.72 if at == 0 else 0.6) * (0.7 + 0.3 * bar.intensity)
            late = self.mood.swing * 0.5 if at % 1 == 0.5 else 0.0
            yield self.played(
                bar.start + (at + late) * bar.beat,
                length,
                self.lead_pitch(step, bar.degree),
                velocity,
                self.mood.lead,
                gain=0.5 * self.mood.lead_gain,
                pan=0.18,
                wet=self.mood.wet + 0.05,
            )

    def lead_pitch(self, step: int, degree: int) -> int:
        """The melody's pitch; over the fifth degree of a minor key the seventh is raised, as it is in the chord."""
        leading = self.mood.mode == "aeolian" and degree == 4 and step % 7 == 6
        return self.pitch(step, self.mood.lead_pitch) + leading

    def near(self, wish: int, degree: int, on_chord: bool) -> int:
        """The step nearest to the wish and to the note before; within seven steps of the melody's middle."""
        steps = [s for s in range(-6, 9) if not on_chord or (s - degree) % 7 in (0, 2, 4)]
        return min(
            steps, key=lambda s: abs(s - wish) + 0.6 * abs(s - self.lead_at) + 0.2 * abs(s) + 2 * (s == self.lead_at)
        )

    def drums(self, bar: Bar) -> Iterator[Note]:
        pans = {"shaker": 0.35, "wood": -0.3, "tick": 0.25, "brush": 0.12}
        strokes = [(at, name, v) for name, line in DRUMS[self.mood.drums].items() for at, v in line]
        for at, instrument, velocity in strokes:
            if at < bar.beats:
                late = self.mood.swing * 0.5 if at % 1 == 0.5 else 0.0
                yield self.played(
                    bar.start + (at + late) * bar.beat,
                    0.5,
                    60,
                    velocity * bar.intensity,
                    instrument,
                    gain=0.7,
                    pan=pans.get(instrument, 0.0),
                    wet=0.15,
                )

    def last_chord(self) -> Iterator[Note]:
        """Home: the tonic, spread over the players, ringing until the film's end."""
        start = self.stretch.start + self.stretch.seconds - self.hold
        home = [self.film.tonic % 12, (self.film.tonic + self.scale[2]) % 12, (self.film.tonic + 7) % 12]
        chord = self.voiced(home)
        root = 36 + (self.film.tonic + 4) % 12 - 4
        lead = self.pitch(min((0, 7, -7), key=lambda s: abs(s - self.lead_at)), self.mood.lead_pitch)
        yield Note(
            start, self.hold, root, 0.7, "bass" if self.mood.bass == "pizzicato" else self.mood.bass, 0.5, 0, 0.1
        )
        for place, pitch in enumerate(chord):
            pad = "strings" if self.mood.pad == "none" else self.mood.pad
            yield Note(start, self.hold, pitch, 0.6, pad, 0.24 * self.mood.pad_gain, 0.2 * place - 0.3, self.mood.wet)
            lift = 12 * round((self.mood.comp_pitch - np.mean(chord)) / 12)
            at = start + 0.045 * place
            yield Note(
                at, self.hold, pitch + lift, 0.6, self.mood.comp, 0.42 * self.mood.comp_gain, -0.2, self.mood.wet
            )
        yield Note(start + 0.02, self.hold, lead, 0.62, self.mood.lead, 0.45 * self.mood.lead_gain, 0.18, self.mood.wet)


Stroke = tuple[float, float, list[int], float]  # beat, beats, pitches, velocity


def figure(name: str, beats: int, tones: list[int], rng: np.random.Generator) -> Iterator[Stroke]:
    """One bar of accompaniment on these chord tones (rising)."""
    low, *_, high = tones
    up_down = [*tones, low + 12, *reversed(tones[1:])]
    match name:
        case "arpeggio" | "broken":
            for n in range(2 * beats):
                yield n / 2, 1.6, [up_down[n % len(up_down)]], 0.62 if n == 0 else 0.46
        case "strum":
            for at, velocity in ((0, 0.7), (1, 0.45), (1.5, 0.55), (2.5, 0.6), (3, 0.5), (3.5, 0.45)):
                if at < beats:
                    yield at, 0.8, tones if at % 1 == 0 else tones[1:], velocity
        case "ostinato":
            for n in range(2 * beats):
                yield (
                    n / 2,
                    0.32,
                    [(low, low, tones[1], low, high, low, tones[1], low)[n % 8]],
                    0.66 if n % 2 == 0 else 0.5,
                )
        case "gallop":
            for beat in range(beats):
                for at, velocity in ((0, 0.75), (0.5, 0.5), (0.75, 0.52)):
                    yield beat + at, 0.3, [low, tones[1 + beat % 2]], velocity
        case "pulse":
            for n in range(2 * beats):
                yield n / 2, 0.7, [tones[1], high] if n % 2 else [low, high], 0.6 if n % 4 == 0 else 0.42
        case "oompah":
            for at in (0.5, 1, 1.5, 3, 3.5) if beats > 3 else (1, 2):
                if at < beats:
                    yield at, 0.3, tones if at % 1 == 0 else [high], 0.6
        case "drift":
            for at in sorted(rng.choice(2 * beats, size=max(1, beats // 2 + 1), replace=False) / 2):
                yield (
                    float(at),
                    2.5,
                    [int(rng.choice(tones)) + int(rng.choice([0, 0, 12]))],
                    float(rng.uniform(0.4, 0.62)),
                )
