"""The speech program: speaks runs of text with eSpeak NG; knows nothing of lines, films or how the sound is finished.

eSpeak NG is GPL-3.0, so it lives in this process of its own: `python -m pipelines.voices.espeak_process`. It reads one
JSON order a line from stdin, answers one JSON line on stdout, and ends when stdin ends (so also when its parent dies).

    order   {"runs": [{"text": …, "voice": "en-us+m7", "wpm": 150, "pitch": 50, "range": 50}, …]}
    answer  {"rate": 22050, "runs": [{"pcm": base64 of 16-bit mono, "words": [[character, seconds], …]}, …]}
            {"error": sentence} when the order can't be spoken
"""

import _ctypes
import base64
import ctypes
import json
import sys

SYNCHRONOUS, POSITION_IS_CHARACTER = 2, 1
TEXT_IS_UTF8, PHONEMES_IN_BRACKETS = 0x1, 0x100  # espeakCHARS_UTF8, espeakPHONEMES: [[…]] is said as written
RATE, PITCH, RANGE = 1, 3, 4  # espeak_PARAMETER
LIST_ENDS, WORD_BEGINS = 0, 1  # espeak_EVENT_TYPE


class _EventId(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),  # counted from 1
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),  # milliseconds
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    ]


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class Engine:
    """One freshly loaded eSpeak NG; `end` unloads it.

    The library keeps noise and flutter in static variables: only a fresh load with a set seed speaks the same order
    with the same bytes whatever was spoken before.
    """

    def __init__(self) -> None:
        import espeakng_loader

        self.library = ctypes.CDLL(espeakng_loader.get_library_path())
        self.sound: list[bytes] = []
        self.words: list[tuple[int, float]] = []
        folder = espeakng_loader.get_data_path().encode()
        self.rate = self.library.espeak_Initialize(SYNCHRONOUS, 0, folder, 0)
        if self.rate <= 0:
            raise OSError(f"eSpeak NG did not start ({self.rate})")
        self.library.espeak_ng_SetRandSeed(1)
        self.library.espeak_Synth.argtypes = [
            ctypes.c_void_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int,
            ctypes.c_uint, ctypes.c_uint, ctypes.c_void_p, ctypes.c_void_p,
        ]  # fmt: skip
        self._hear = _Callback(self._heard)  # kept: the library holds only its address
        self.library.espeak_SetSynthCallback(self._hear)

    def _heard(self, samples, count: int, events) -> int:
        if count > 0 and samples:
            self.sound.append(ctypes.string_at(samples, count * 2))
        at = 0
        while events[at].type != LIST_ENDS:
            if events[at].type == WORD_BEGINS:
                self.words.append((events[at].text_position - 1, events[at].sample / self.rate))
            at += 1
        return 0

    def speak(self, run: dict) -> dict:
        """The run's sound and the (character, seconds) at which its words begin."""
        self.sound.clear()
        self.words.clear()
        if self.library.espeak_SetVoiceByName(run["voice"].encode()) != 0:
            raise OSError(f"eSpeak NG has no voice “{run['voice']}”")
        for parameter, value in ((RATE, run["wpm"]), (PITCH, run["pitch"]), (RANGE, run["range"])):
            self.library.espeak_SetParameter(parameter, int(value), 0)
        text = run["text"].encode() + b"\0"
        flags = TEXT_IS_UTF8 | PHONEMES_IN_BRACKETS
        self.library.espeak_Synth(text, len(text), 0, POSITION_IS_CHARACTER, 0, flags, None, None)
        self.library.espeak_Synchronize()
        return {"pcm": base64.b64encode(b"".join(self.sound)).decode(), "words": list(self.words)}

    def end(self) -> None:
        self.library.espeak_Terminate()
        unload = "FreeLibrary" if sys.platform == "win32" else "dlclose"
        getattr(_ctypes, unload)(self.library._handle)


def answer(order: dict) -> dict:
    engine = Engine()
    try:
        return {"rate": engine.rate, "runs": [engine.speak(run) for run in order["runs"]]}
    finally:
        engine.end()


def main() -> None:
    # The protocol has stdout for itself: whatever else is printed goes to stderr.
    replies, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        try:
            reply = answer(json.loads(line))
        except (OSError, ImportError) as why:
            reply = {"error": str(why)}
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


if __name__ == "__main__":
    main()
