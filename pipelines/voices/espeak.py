"""The built-in voice: eSpeak NG for English and Mandarin, finished for the film; knows nothing of scenes or takes.

The engine itself runs in a process of its own (espeak_process.py); here are the voices, the reading of the line, its
timeline with pauses, and the times of its words.
"""

import atexit
import base64
import importlib.util
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipelines import wav
from pipelines.loudness import SAMPLE_RATE
from pipelines.voices import shaping
from pipelines.voices.reading import Run, read
from studio.crew import Report, SpeechOrder, Spoken, VoiceChoice
from studio.errors import BackendMissing, BadInput, MakerFailed
from studio.film import Word

_ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 60.0  # seconds that the speech process may think; a minute of speech takes it a tenth of one


@dataclass(frozen=True)
class Timbre:
    """A voice: eSpeak's variant, pitch and range (0 to 99), pace against the narrator's, brightness in dB."""

    name_en: str
    name_zh: str
    variant: str
    pitch: int
    range: int
    pace: float = 1.0
    brightness_db: float = 0.0


# Chosen from eSpeak's 104 variants by measured pitch, brightness (spectral centroid) and buzz (crest factor).
TIMBRES = {
    "henry": Timbre("Henry, warm narrator", "亨利，温和的男声", "m7", 46, 55, 1.0, 2.5),
    "clara": Timbre("Clara, clear narrator", "克拉拉，清晰的女声", "f4", 50, 50, 1.0, -1.5),
    "walter": Timbre("Walter, deep and slow", "沃尔特，低沉的男声", "quincy", 40, 50, 0.93, 4.0),
    "nora": Timbre("Nora, bright and young", "诺拉，明亮的女声", "belinda", 48, 55, 1.05, 0.0),
    "tom": Timbre("Tom, lively young man", "汤姆，活泼的男声", "rob", 58, 65, 1.06, 0.0),
    "rose": Timbre("Rose, gentle old woman", "罗丝，慈祥的女声", "grandma", 42, 45, 0.92, 0.5),
}
# The narrators' settings of eSpeak's rate that keep to studio.timing's planning rates, pauses included.
_WPM = {"en": 125, "cmn": 204}
_FIRST = {
    "en": ("henry", "clara", "walter", "nora", "tom", "rose"),
    "zh": ("clara", "henry", "nora", "walter", "tom", "rose"),
}
# eSpeak NG 1.52 has no rule for the pinyin final -iong and spells these characters out in English letters (found by
# asking it for each character of GB 2312 and Big5): they are handed over as phonemes.
_IONG = {
    "S;j'ong55": "兄凶胸匈汹芎兇洶",
    "S;j'ong35": "雄熊",
    "tS;hj'ong35": "穷琼穹邛茕蛩筇跫窮瓊",
    "tS;hj'ong55": "銎",
    "tS;j'ong55": "扃冂",
    "tS;j'ong214": "炯窘迥",
}
SPELLED = {character: f"[[{phonemes}]]" for phonemes, characters in _IONG.items() for character in characters}
_ENGINE_NAMES = {"en": "en-us"}


def missing() -> str | None:
    """What has to be installed before the voice can speak, with the command; None when nothing has."""
    if importlib.util.find_spec("espeakng_loader") is None:
        return "The speech engine is not installed: run “pip install espeakng-loader==0.2.4” and try again."
    return None


class EspeakVoice:
    """Speaks lines in English, Mandarin and a mixture of both, with no download."""

    id = "espeak"
    revision = "1"

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._turn = threading.Lock()
        atexit.register(self.close)

    def voices(self, language: str) -> list[VoiceChoice]:
        """The voices of "en" or "zh", the narrator's first; their ids serve both languages."""
        chinese = language == "zh"
        return [
            VoiceChoice(
                id=key,
                name=TIMBRES[key].name_zh if chinese else TIMBRES[key].name_en,
                language="zh" if chinese else "en",
            )
            for key in _FIRST["zh" if chinese else "en"]
        ]

    def speak(self, order: SpeechOrder, out: Path, report: Report) -> Spoken:
        """Writes the spoken line to `out`; BadInput where there is nothing in it to say or no such voice."""
        timbre = self._timbre(order)
        runs = read(order.text, order.language, SPELLED)
        if not runs:
            raise BadInput(
                "There is nothing to say in this line: write at least one word or number, or delete the line.", "text"
            )
        report(0.05, "reading the line")
        rate, takes = self._spoken([_request(run, timbre) for run in runs])
        report(0.5, "speaking")
        dry, words = _timeline(order.text, runs, takes, rate)
        if not len(dry):
            raise BadInput("This line could not be spoken: write it with words of English or Chinese.", "text")
        sound = shaping.finished(dry, rate, timbre.brightness_db)
        report(0.9, "writing the sound")
        with wav.whole_or_nothing(out):
            with wav.opened(out, channels=1) as file:
                file.writeframes(wav.samples(sound))
            report(1.0, "spoken")
        seconds = len(sound) / SAMPLE_RATE
        return Spoken(seconds=seconds, words=[w.model_copy(update={"end": min(w.end, seconds)}) for w in words])

    def close(self) -> None:
        """Ends the speech process."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.close()
            process.wait(timeout=2)
        except (OSError, subprocess.TimeoutExpired):
            process.kill()
            process.wait()
        process.stdout.close()

    def _timbre(self, order: SpeechOrder) -> Timbre:
        voice = order.voice or _FIRST[order.language][0]
        if voice not in TIMBRES:
            raise BadInput(f"There is no voice called “{voice}”. Choose one of: {', '.join(TIMBRES)}.", "voice")
        return TIMBRES[voice]

    def _spoken(self, requests: list[dict]) -> tuple[int, list[dict]]:
        """(sample rate, one answer a request); a speech process that died is replaced once."""
        with self._turn:
            reply = self._ask(requests) or self._ask(requests)
        if reply is None:
            raise MakerFailed(
                "The speech engine stopped twice on this line: shorten the line or change its words, then try again."
            )
        answer = json.loads(reply)
        if "error" in answer:
            raise MakerFailed(
                f"The speech engine could not speak this line ({answer['error']}): "
                "choose another voice or change the text."
            )
        return answer["rate"], answer["runs"]

    def _ask(self, requests: list[dict]) -> str | None:
        """The process's line of reply; None where it died, which ends it."""
        process = self._warm()
        assert process.stdin is not None and process.stdout is not None
        watch = threading.Timer(_PATIENCE, process.kill)
        watch.start()
        try:
            process.stdin.write(json.dumps({"runs": requests}) + "\n")
            process.stdin.flush()
            reply = process.stdout.readline()
        except OSError:
            reply = ""
        finally:
            watch.cancel()
        if not reply:
            self.close()
        return reply or None

    def _warm(self) -> subprocess.Popen[str]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        if sentence := missing():
            raise BackendMissing(sentence)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pipelines.voices.espeak_process"],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        return self._process


def _request(run: Run, timbre: Timbre) -> dict:
    name = _ENGINE_NAMES.get(run.language, run.language)
    wpm = _WPM.get(run.language, _WPM["en"]) * timbre.pace
    return {
        "text": run.text,
        "voice": f"{name}+{timbre.variant}",
        "wpm": round(wpm),
        "pitch": timbre.pitch,
        "range": timbre.range,
    }


def _timeline(text: str, runs: list[Run], takes: list[dict], rate: int) -> tuple[NDArray, list[Word]]:
    """The runs one after the other with their pauses, dry, and the line's words on the finished sound's clock."""
    parts: list[NDArray] = []
    words: list[Word] = []
    clock = 0.0  # seconds of dry sound so far
    for position, (run, take) in enumerate(zip(runs, takes, strict=True)):
        pcm = np.frombuffer(base64.b64decode(take["pcm"]), dtype="<i2") / 32768
        sound, cut = shaping.trimmed(pcm, rate)
        length = len(sound) / rate
        offset = shaping.LEAD_SECONDS + clock
        events = [(p, max(0.0, s - cut)) for p, s in take["words"]]
        for first, last, start, end in _spans(text, run, events, length):
            words.append(Word(text=text[first:last], start=round(offset + start, 4), end=round(offset + end, 4)))
        pause = run.pause if position + 1 < len(runs) else 0.0
        parts += [sound, np.zeros(round(pause * rate))]
        clock += (len(parts[-2]) + len(parts[-1])) / rate
    return np.concatenate(parts), words


def _spans(
    text: str, run: Run, events: list[tuple[int, float]], length: float
) -> Iterator[tuple[int, int, float, float]]:
    """(first and last character in the line as written, start, end) of each word of the run, in seconds of its sound.

    Chinese as written gives a word for each event of the engine; every other piece is one word.
    """
    spoken_end = run.places[-1][1]
    splits = [p.language == "cmn" and p.spoken == text[p.start : p.end] for p in run.pieces]
    moments = {0: 0.0, spoken_end: length}
    for (begin, end), split in zip(run.places, splits, strict=True):
        inside = [(p, s) for p, s in events if begin <= p < end]
        if inside and not split:
            inside = [(begin, min(s for _, s in inside))]  # however the engine cuts it, it is one word
        moments |= {p: min(s, length) for p, s in inside if p}
    at = np.array(sorted(moments), dtype=float)
    when = np.maximum.accumulate([moments[p] for p in at])
    for piece, (begin, end), split in zip(run.pieces, run.places, splits, strict=True):
        cuts = [begin, *(int(p) for p in at if split and begin < p < end), end]
        times = np.interp(cuts, at, when).tolist()
        ends = [piece.start + (n - begin) for n in cuts[:-1]] + [piece.end]
        for (first, last), (start, stop) in zip(pairwise(ends), pairwise(times), strict=True):
            yield first, last, start, stop
