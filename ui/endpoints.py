"""The six named endpoints for programs: the Gradio client, the API page, agents; each answers at once, JSON in and out.

Progress is read from the jobs. Nothing else of the page is public.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from studio.errors import StudioError
from studio.film import Brief, CrewChoice
from studio.store.films import one_sentence
from studio.studio import Studio
from ui.rest.problems import SOMETHING_WENT_WRONG

log = logging.getLogger(__name__)
NAMES = ("make_film", "get_project", "update_shot", "render_shot", "job", "cut_film")
_BUILT_IN = CrewChoice()


def add(studio: Studio) -> None:
    """Publishes the endpoints; call inside gr.Blocks."""
    import gradio as gr

    endpoints = Endpoints(studio)
    for name in NAMES:
        gr.api(_told(getattr(endpoints, name)), api_name=name)


def _told(endpoint: Callable[..., dict]) -> Callable[..., dict]:
    """The endpoint with its errors as sentences for the caller; a bug is logged once."""
    import gradio as gr

    @functools.wraps(endpoint)
    def answer(*args: Any, **kwargs: Any) -> dict:
        try:
            return endpoint(*args, **kwargs)
        except StudioError as why:
            raise gr.Error(why.sentence, print_exception=False) from why
        except ValidationError as why:
            raise gr.Error(one_sentence(why).sentence, print_exception=False) from why
        except Exception as why:  # the boundary: whatever comes here is a bug
            log.exception("the endpoint %s failed", endpoint.__name__)
            raise gr.Error(SOMETHING_WENT_WRONG, print_exception=False) from why

    return answer


class Endpoints:
    """The endpoints over one studio; the docstrings are what callers read."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    def make_film(
        self,
        brief: str,
        seconds: float = 24,
        aspect: str = "16:9",
        language: str = "auto",
        style: str = "flat",
        seed: int = 1,
        tone: str = "",
        height: int = 720,
        subtitles: str = "burn",
        writer: str = _BUILT_IN.writer,
        camera: str = _BUILT_IN.camera,
        voice: str = _BUILT_IN.voice,
        music: str = _BUILT_IN.composer,
    ) -> dict:
        """Makes a film from a brief and answers at once with the ids of its project and first jobs.

        Args:
            brief: What the film is about, one sentence or more, in English or Chinese.
            seconds: How long it is, 4 to 1800.
            aspect: The picture's shape: 16:9, 9:16, 1:1, 4:3 or 2.39:1.
            language: The language of script, voice and subtitles: en, zh, or auto for the brief's own.
            style: The name of a style, such as flat.
            seed: Another number tells it another way; the same one gives the same film.
            tone: Such as joyful, tense or sad; empty: the writer decides.
            height: The short side in pixels, even: 480, 720 and 1080 are usual.
            subtitles: burn, soft, both or none.
            writer: The id of a writer.
            camera: The id of a camera.
            voice: The id of a voice maker, or none.
            music: The id of a composer, or none.

        Returns:
            project_id, and jobs: each with id, kind and state. Ask get_project for the film once it is cut.
        """
        crew = CrewChoice(writer=writer, camera=camera, voice=voice, composer=music)
        asked = {"seconds": seconds, "aspect": aspect, "language": language, "style": style, "seed": seed}
        asked |= {"tone": tone, "height": height, "subtitles": subtitles, "crew": crew}
        project = self._studio.create_project(Brief.model_validate({"text": brief} | asked))
        return self._studio.make_film(project.id).model_dump(mode="json")

    def get_project(self, project_id: str) -> dict:
        """Gives a project with its script, board, picked takes and newest cut.

        Args:
            project_id: The project's id, as make_film answered.

        Returns:
            project, style, characters, scenes, lines, shots, takes by id, and cut (null before the first one).
            The file of a take or cut is at /api/v1/media/ID.
        """
        return self._studio.film(project_id).model_dump(mode="json")

    def update_shot(self, shot_id: str, fields: dict) -> dict:
        """Changes some fields of a shot; its take is stale where another picture is asked for.

        Args:
            shot_id: The shot's id, from get_project.
            fields: The new values by name: size, angle, movement, subject, action, setting, light, mood, prompt,
                negative_prompt, characters, seconds, seed, transition, locked, continues, dials. With
                "revision" as it was read, the change is refused when the shot has changed since.

        Returns:
            The shot as it is now.
        """
        from ui.rest.forms import ShotChange, fields_of

        change = ShotChange.model_validate(fields)
        return self._studio.update_shot(shot_id, fields_of(change), change.revision).model_dump(mode="json")

    def render_shot(self, shot_id: str, new_seed: bool = False) -> dict:
        """Renders one shot and answers at once with the jobs.

        Args:
            shot_id: The shot's id, from get_project.
            new_seed: Whether to take another seed, for another picture of the same shot.

        Returns:
            project_id, and jobs: each with id, kind and state.
        """
        project_id = self._studio.shot(shot_id).project_id
        return self._studio.render_shots(project_id, [shot_id], new_seed).model_dump(mode="json")

    def job(self, job_id: str) -> dict:
        """Tells how a job goes.

        Args:
            job_id: The job's id.

        Returns:
            state (pending, paused, processing, completed, failed or cancelled), progress from 0 to 1, note, error,
            and what it made in result.
        """
        return self._studio.job(job_id).model_dump(mode="json")

    def cut_film(self, project_id: str) -> dict:
        """Cuts the film anew (speaks changed lines, renders what is missing, scores) and answers at once with the jobs.

        Args:
            project_id: The project's id.

        Returns:
            project_id, and jobs: each with id, kind and state. Once they are completed, get_project has the cut.
        """
        return self._studio.cut_film(project_id).model_dump(mode="json")
