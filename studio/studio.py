"""Studio: the one object that every way in talks to; it checks what a person asks, and hands it to store and queue.

Synchronous and thread-safe: each call opens its own session. What it raises for the person is a StudioError.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, Protocol

from pydantic import BaseModel

from studio import board, companions, editing, jobs, library, machine, orders, references, rendering, shooting, writing
from studio.board import ShotCard
from studio.costs import Estimate
from studio.crew import ClipOrder, Crew, VoiceChoice
from studio.errors import BadInput
from studio.film import Brief, Character, Cut, Dials, Film, Job, JobState, Line, Project, Scene, Shot, Style, Take
from studio.library import ProjectCard
from studio.machine import Check
from studio.models import Models
from studio.orders import Cameras, Prompts
from studio.pictures import Pictures
from studio.scripts import Scripts
from studio.settings import Settings
from studio.store import films
from studio.store.database import in_a_session
from studio.store.tail import Tail
from studio.vocabulary import Kind


class Engine(Protocol):
    """Whoever runs the jobs."""

    def start(self) -> None: ...

    def close(self) -> None: ...


class Started(BaseModel):
    """What a step of production answers at once; progress is read from the jobs."""

    project_id: str
    jobs: list[Job]


class Studio(Models, Pictures, Scripts):
    """The film studio of this machine. `engine` None: nothing runs here; jobs wait for another process."""

    def __init__(self, settings: Settings, crew: Crew, engine: Engine | None = None) -> None:
        self.settings, self.crew, self.engine = settings, crew, engine

    def start(self) -> None:
        """Opens the slots."""
        references.sweep(self.settings)
        companions.sweep(self.settings)
        if self.engine:
            self.engine.start()

    def close(self) -> None:
        """Closes the slots; a job in the middle goes back to the queue."""
        if self.engine:
            self.engine.close()

    # ---- projects ----

    @in_a_session
    def create_project(self, brief: Brief) -> Project:
        """A new, empty project; raises BadInput for a crew or style that is not there."""
        self._check(brief)
        project = films.insert(Project(brief=brief))
        writing.keep_style(project.id, brief.style, "")
        return project

    def _check(self, brief: Brief) -> None:
        for kind, maker_id in brief.crew.model_dump().items():
            if not (maker_id == "none" and kind in ("still", "voice", "composer")):
                self.crew.maker(kind, maker_id)  # type: ignore[arg-type]
        if brief.style not in self.styles():
            raise BadInput(f"There is no style “{brief.style}”. Choose one of: {', '.join(self.styles())}.", "style")

    @in_a_session
    def projects(
        self,
        text: str = "",
        binned: bool = False,
        sort: Literal["updated", "created", "title"] = "updated",
        limit: int = 500,
    ) -> list[ProjectCard]:
        """The library's cards, those whose words contain `text`."""
        return library.cards(films.projects(text, binned, sort, limit))

    @in_a_session
    def film(self, project_id: str) -> Film:
        """The project with all that belongs to it."""
        return films.film(project_id)

    @in_a_session
    def update_brief(self, project_id: str, fields: dict[str, Any], revision: int | None = None) -> Project:
        """Changes some fields of the brief; takes and script stay, and grow stale where they differ."""
        return self._change_brief(project_id, lambda _: fields, revision)

    def _change_brief(
        self, project_id: str, edit: Callable[[Brief], dict[str, Any]], revision: int | None = None
    ) -> Project:
        old = films.get(Project, project_id).brief

        def told(project: Project) -> dict[str, Any]:
            nonlocal old
            old = project.brief
            brief = films.checked(Brief, old.model_dump(mode="json") | edit(old))
            self._check(brief)
            return {"brief": brief.model_dump(mode="json")}

        new = films.change(Project, project_id, told, revision)
        if new.brief.style != old.style:
            writing.keep_style(project_id, new.brief.style, "")
        if _voice_of(new.brief) != _voice_of(old):
            editing.unspeak(films.find(Line, project_id=project_id))
        return new

    @in_a_session
    def hire(self, project_id: str, kind: str, maker_id: str) -> Project:
        """Another maker of that kind for the film; the others stay."""
        return self._change_brief(project_id, lambda b: {"crew": b.crew.model_dump() | {kind: maker_id}})

    @in_a_session
    def turn_dial(self, project_id: str, shot_id: str | None, name: str, value: Any) -> None:
        """Turns one dial of a shot, or (None) of the whole film; raises BadInput for a dial that there is not."""
        if name not in Dials.model_fields:
            raise BadInput(f"A camera has no dial “{name}”: reload the page.", name)

        def turned(dials: Dials) -> dict[str, Any]:
            return {"dials": dials.model_dump(mode="json", exclude_defaults=True) | {name: value}}

        if shot_id is None:
            self._change_brief(project_id, lambda brief: turned(brief.dials))
        else:
            films.change(Shot, shot_id, lambda shot: turned(shot.dials), by="person")

    @in_a_session
    def rename_project(self, project_id: str, title: str) -> Project:
        """Gives the film another title."""
        title = title.strip()
        if not 0 < len(title) <= 255:
            raise BadInput("A title has 1 to 255 characters: write a shorter one, or any at all.", "title")
        return films.update(Project, project_id, {"title": title})

    @in_a_session
    def duplicate_project(self, project_id: str) -> Project:
        """A copy with its own script and board."""
        return library.duplicate(project_id)

    @in_a_session
    def bin_project(self, project_id: str) -> Project:
        """Cancels the project's jobs and puts it into the bin."""
        jobs.cancel_all(project_id)
        return library.bin_project(project_id)

    @in_a_session
    def restore_project(self, project_id: str) -> Project:
        """Takes the project out of the bin."""
        return library.restore(project_id)

    @in_a_session
    def delete_project(self, project_id: str) -> int:
        """Deletes it for ever with the files that only it uses; returns the bytes freed."""
        jobs.cancel_all(project_id)
        return library.delete(project_id, self.settings.outputs)

    # ---- script and bible ----

    @in_a_session
    def update_scene(self, scene_id: str, fields: dict[str, Any], revision: int | None = None) -> Scene:
        """Changes some fields of a scene."""
        return films.update(Scene, scene_id, fields, revision, by="person")

    @in_a_session
    def update_line(self, line_id: str, fields: dict[str, Any], revision: int | None = None) -> Line:
        """Changes a line; other words are spoken anew before the next cut."""
        return editing.update_line(line_id, fields, revision)

    @in_a_session
    def add_line(
        self,
        scene_id: str,
        text: str,
        kind: Literal["narration", "dialogue"] = "narration",
        character: str = "",
        shot_id: str | None = None,
        position: int | None = None,
    ) -> Line:
        """A new line in a scene."""
        return editing.add_line(scene_id, text, kind, character, shot_id, position)

    @in_a_session
    def delete_line(self, line_id: str) -> None:
        """Removes a line from the script."""
        films.delete(Line, line_id)

    def character(self, character_id: str) -> Character:
        """One character."""
        return films.get(Character, character_id)

    @in_a_session
    def update_character(self, character_id: str, fields: dict[str, Any], revision: int | None = None) -> Character:
        """Changes a character; a new name follows into the shots and lines that have the old one."""
        return editing.update_character(character_id, fields, revision)

    @in_a_session
    def add_character(self, project_id: str, name: str, look: str = "") -> Character:
        """Somebody new in the bible."""
        return editing.add_character(project_id, name, look)

    @in_a_session
    def delete_character(self, character_id: str) -> None:
        """Removes a character from the bible; shots and lines keep the name."""
        films.delete(Character, character_id)

    @in_a_session
    def update_style(self, project_id: str, fields: dict[str, Any]) -> Style:
        """Changes the film's style."""
        if fields.get("name", "flat") not in self.styles():
            raise BadInput(f"There is no style “{fields['name']}”. Choose one of: {', '.join(self.styles())}.", "name")
        return films.update(Style, films.find(Style, "id", project_id=project_id)[0].id, fields)

    # ---- board ----

    @in_a_session
    def board(self, project_id: str) -> list[ShotCard]:
        """The filmstrip: every shot with its state at a glance."""
        film = films.film(project_id)
        newest, cameras = shooting.newest(project_id), self.cameras(film)
        return [board.card(film, shot, newest.get(shot.id), cameras) for shot in film.shots]

    def cameras(self, film: Film) -> Cameras:
        """The records of the film's cameras: what they can be asked for."""
        return orders.cameras(self.crew, film.project.brief)

    def done(self, film: Film) -> int:
        """How many shots have a take that shows what they ask for."""
        cameras = self.cameras(film)
        return sum(board.current(film, shot, cameras) for shot in film.shots)

    @in_a_session
    def shot(self, shot_id: str) -> Shot:
        """One shot."""
        return films.get(Shot, shot_id)

    @in_a_session
    def update_shot(self, shot_id: str, fields: dict[str, Any], revision: int | None = None) -> Shot:
        """Changes some fields of a shot; its take grows stale where the picture asked for is another."""
        return films.update(Shot, shot_id, fields, revision, by="person")

    @in_a_session
    def add_shot(self, project_id: str, after: str | None = None, copy: bool = False) -> Shot:
        """A new shot behind `after`, or a copy of it."""
        return editing.add_shot(project_id, after, copy)

    @in_a_session
    def delete_shot(self, shot_id: str) -> None:
        """Puts a shot into the bin."""
        editing.delete_shot(shot_id)

    @in_a_session
    def restore_shot(self, shot_id: str) -> Shot:
        """Takes a shot out of the bin."""
        return editing.restore_shot(shot_id)

    @in_a_session
    def move_shot(self, shot_id: str, before: str | None) -> None:
        """Puts a shot in front of another, or at the end."""
        editing.move_shot(shot_id, before)

    @in_a_session
    def takes(self, shot_id: str) -> list[Take]:
        """The shot's takes, the oldest first."""
        return films.find(Take, "created_at", shot_id=shot_id, kind=Kind.CLIP.value)

    @in_a_session
    def pick_take(self, shot_id: str, take_id: str) -> Shot:
        """Makes a take the one that is cut; the shot takes its seed."""
        return shooting.pick_take(shot_id, take_id)

    @in_a_session
    def clip_order(self, shot_id: str) -> ClipOrder:
        """What the camera will be asked for."""
        shot = films.get(Shot, shot_id)
        film = films.film(shot.project_id)
        return orders.clip_order(film, shot, self.cameras(film))

    @in_a_session
    def shot_prompts(self, shot_id: str) -> Prompts:
        """What the film's cameras are told of a shot, in the words that each was trained on."""
        shot = films.get(Shot, shot_id)
        film = films.film(shot.project_id)
        return orders.prompts(film, shot, self.cameras(film))

    # ---- production: answers at once with jobs ----

    @in_a_session
    def make_film(self, project_id: str) -> Started:
        """All that is left to do from the brief to the film."""
        film = films.film(project_id)
        if film.shots:
            return self._start(project_id, board.shooting(film, self.cameras(film), shooting.waiting(project_id)))
        begun = [j for j in jobs.open_jobs_of(project_id) if j.kind in ("write_script", "plan_shots")]
        return Started(project_id=project_id, jobs=begun or jobs.submit(board.writing(film)))

    @in_a_session
    def write_script(self, project_id: str) -> Started:
        """Script and board, written anew; nothing is rendered."""
        films.get(Project, project_id)
        jobs.cancel_all(project_id)  # what renders or cuts the old board has nothing to work on any more
        write = board.request("write_script", project_id, key="write")
        return self._start(project_id, [write, board.request("plan_shots", project_id, needs=["write"])])

    @in_a_session
    def plan_shots(self, project_id: str) -> Started:
        """The board, planned anew from the script as it stands."""
        films.get(Project, project_id)
        jobs.cancel_all(project_id)
        return self._start(project_id, [board.request("plan_shots", project_id)])

    @in_a_session
    def render_shots(
        self, project_id: str, shot_ids: list[str] | None = None, new_seed: bool = False, takes: int = 1
    ) -> Started:
        """Renders these shots, or every one without a current take; `takes` of each by other seeds, 1 to 16."""
        film = films.film(project_id)
        return self._start(project_id, shooting.renders(film, self.cameras(film), shot_ids, new_seed, takes))

    @in_a_session
    def render_stills(self, project_id: str, shot_ids: list[str] | None = None, new_seed: bool = False) -> Started:
        """Paints keyframes of these shots, or of every one without a current one."""
        film = films.film(project_id)
        return self._start(project_id, shooting.stills(film, self.cameras(film), shot_ids, new_seed))

    @in_a_session
    def cut_film(self, project_id: str) -> Started:
        """The film anew: speaks changed lines, renders what has no current take, scores, cuts."""
        film = films.film(project_id)
        if not film.shots:
            raise BadInput("There is no board yet: plan the shots first, then cut the film.")
        return self._start(project_id, board.shooting(film, self.cameras(film), shooting.waiting(project_id)))

    def _start(self, project_id: str, requests: list[jobs.Request]) -> Started:
        return Started(project_id=project_id, jobs=jobs.submit(requests))

    # ---- jobs ----

    def jobs(
        self, state: str | None = None, project_id: str | None = None, kind: str | None = None, limit: int = 200
    ) -> list[Job]:
        """Running, then waiting in queue order, then past, newest first."""
        if state and state not in set(JobState):
            raise BadInput(f"There is no state “{state}”. Choose one of: {', '.join(JobState)}.", "state")
        return jobs.find(state, project_id, kind, limit)

    def job(self, job_id: str) -> Job:
        """One job."""
        return jobs.get(job_id)

    def cancel_job(self, job_id: str) -> Job:
        """Stops a job, or takes it out of the queue."""
        return jobs.cancel(job_id)

    def cancel_jobs(self, project_id: str | None = None) -> int:
        """Cancels every open job (of a project); returns how many."""
        return jobs.cancel_all(project_id)

    def retry_job(self, job_id: str) -> Job:
        """Runs an ended job again, and what was cancelled with it."""
        return jobs.run_again(job_id)

    def pause_job(self, job_id: str) -> Job:
        """Holds a job back."""
        return jobs.pause(job_id)

    def resume_job(self, job_id: str) -> Job:
        """Lets a paused job run."""
        return jobs.resume(job_id)

    def move_job(self, job_id: str, before: str | None) -> Job:
        """Puts a waiting job in front of another."""
        return jobs.move(job_id, before)

    def prioritise_job(self, job_id: str, priority: int) -> Job:
        """A higher priority runs sooner."""
        return jobs.prioritise(job_id, priority)

    # ---- media ----

    def take(self, take_id: str) -> Take:
        """One take."""
        return films.get(Take, take_id)

    def cuts(self, project_id: str) -> list[Cut]:
        """The project's cuts, the newest first."""
        return films.find(Cut, "created_at", True, project_id=project_id)

    def cut(self, cut_id: str) -> Cut:
        """One cut."""
        return films.get(Cut, cut_id)

    @in_a_session
    def media_file(self, media_id: str, what: Literal["media", "poster", "subtitles"] = "media") -> Path:
        """The file of a take, a cut or a reference; raises NotFound, or DamagedFile when only the row is there."""
        return library.media_file(self.settings.outputs, media_id, what)

    # ---- machine ----

    def estimate(self, brief: Brief) -> Estimate:
        """Time and disk for a film of that brief, on this machine."""
        return machine.estimate(brief, self.crew)

    def doctor(self) -> list[Check]:
        """What this machine can do."""
        return machine.doctor(self.settings, self.crew)

    def storage(self) -> dict[str, int]:
        """Bytes kept, by folder."""
        return machine.storage(self.settings)

    def styles(self) -> list[str]:
        """The names of the styles in assets/."""
        return sorted(f.stem for f in self.settings.assets.glob("styles/*.toml")) or ["flat"]

    def voices(self, maker_id: str, language: str) -> list[VoiceChoice]:
        """The voices of a voice maker in a language."""
        return [] if maker_id == "none" else self.crew.hire("voice", maker_id).voices(language)

    def preferences(self) -> dict[str, Any]:
        """What the page stored."""
        return films.preferences()

    def set_preference(self, key: str, value: Any) -> None:
        """Stores one preference; raises BadInput for one of the cameras' that they could not follow."""
        if key == "camera":
            rendering.preferred(value)
        films.set_preference(key[:120], value)

    def tail(self, since: int | None = None) -> Tail:
        """Follows what changes; `since` in epoch milliseconds, else from now."""
        return Tail(since)


def _voice_of(brief: Brief) -> tuple[str, str, str]:
    return brief.crew.voice, brief.narrator, brief.spoken_language
