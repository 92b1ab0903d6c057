"""The makers that come with Storyreel; each is imported only when it is hired."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from studio import secrets
from studio.crew import Maker
from studio.settings import Settings
from studio.shelf import ServerCard, Shelf


def _load(module: str, name: str) -> Callable[[], Any]:
    return lambda: getattr(import_module(f"pipelines.{module}"), name)()


def _lacks(package: str, module: str) -> Callable[[], str | None]:
    """Says the command that installs a package where its module can't be found."""
    return lambda: None if find_spec(module) else f"pip install {package}"


def built_in(settings: Settings) -> list[Maker]:
    """The records of the built-in crew; imports none of their libraries."""
    return [
        Maker(
            "writer", "builtin", "Built-in writer", _load("writers.builtin", "BuiltinWriter"),
            summary="Writes from word lists and story shapes, in English and Chinese; no language model.",
        ),
        Maker(
            "writer", "server", "A server's model", lambda: _server_writer(settings), licence="the model's own",
            summary="Ollama, LM Studio, llama.cpp or vLLM on this machine or its network, as chosen in Settings.",
        ),
        Maker(
            "camera", "animatic", "Animatic painter", _load("cameras.animatic", "AnimaticCamera"),
            summary="Paints each shot as a moving illustration, on the processor.",
            missing=_lacks("opencv-python-headless", "cv2"),
        ),
        Maker(
            "voice", "espeak", "eSpeak NG", _load("voices.espeak", "EspeakVoice"),
            licence="GPL-3.0, a program of its own", summary="A synthetic voice for English and Mandarin.",
            missing=_lacks("espeakng-loader", "espeakng_loader"),
        ),
        Maker(
            "composer", "synth", "Synthesiser", _load("composers.synth", "SynthComposer"),
            summary="Composes and plays original music in code; no samples.", missing=_lacks("scipy", "scipy"),
        ),
        Maker(
            "editor", "builtin", "Built-in editor", _load("editor", "BuiltinEditor"),
            summary="Cuts, subtitles and mixes with ffmpeg and MoviePy.", missing=_lacks("moviepy", "moviepy"),
        ),
    ]  # fmt: skip


def _server_writer(settings: Settings) -> Any:
    from pipelines.writers import room_of
    from pipelines.writers.openai_server import open_server

    return room_of(settings, "server", lambda preferred: open_server(preferred, secrets.read(settings.server_key)))


def servers(preferred: dict[str, Any]) -> list[ServerCard]:
    """The servers of language models that answer on this machine, and the person's own wherever it is."""
    from pipelines.writers.openai_server import found

    return found(preferred)


def shelf(settings: Settings) -> Shelf:
    """The models of this machine, for the diffusion cameras; imports none of their libraries."""
    from pipelines.cameras.diffusion.shelf import open_shelf

    return open_shelf(settings)
