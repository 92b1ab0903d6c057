"""The Studio's verbs for models: what is on the shelf, fetching and checking it, and what this machine would choose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from studio import board, jobs, machine, orders, secrets, timing
from studio.costs import Promise
from studio.crew import Crew
from studio.errors import BadInput
from studio.film import Job, Project, Shot
from studio.rendering import shelf
from studio.settings import Settings
from studio.shelf import AdapterCard, Asked, Attention, Choice, ModelCard, Request, Shelf
from studio.store import films
from studio.store.database import in_a_session, session


class Models:
    """The part of the Studio that knows the crew's shelf."""

    settings: Settings
    crew: Crew

    @property
    def shelf(self) -> Shelf:
        """Where models lie; raises BadInput where this studio was opened without a shelf."""
        return shelf(self.crew.shelf)

    def models(self) -> list[ModelCard]:
        """Every model that is known, here or not."""
        return self.shelf.models() if self.crew.shelf else []

    def model(self, model_id: str) -> ModelCard:
        """One model; raises NotFound."""
        return self.shelf.model(model_id)

    def adapters(self) -> list[AdapterCard]:
        """The LoRAs on the shelf."""
        return self.shelf.adapters() if self.crew.shelf else []

    def attention(self) -> Attention:
        """The attention backends of this machine, and which is taken where nobody chose one."""
        return self.shelf.attention()

    def choices(self) -> dict[str, Choice]:
        """What this machine would choose for each model that is here, and why."""
        return machine.choices(self.shelf) if self.crew.shelf else {}

    def choice(self, model_id: str) -> Choice:
        """What this machine would choose for one model, and why; raises NotFound."""
        return machine.choice(self.shelf, model_id)

    def shot_choice(self, shot_id: str) -> Choice | None:
        """What this machine would choose for a shot as it stands, and its cost; None where its camera is no model."""
        camera, asked = self._asked(shot_id)
        known = {m.id for m in self.models()}
        return machine.choice(self.shelf, camera, asked) if camera in known else None

    @in_a_session
    def _asked(self, shot_id: str) -> tuple[str, Asked]:
        """(the shot's camera, what it will be asked for)"""
        shot = films.get(Shot, shot_id)
        film = films.film(shot.project_id)
        brief = film.project.brief
        order = orders.clip_order(film, shot, orders.cameras(self.crew, brief))
        return brief.crew.camera, Asked(
            seconds=float(order.frames / timing.rate(order.fps)), width=order.width, height=order.height,
            quality=order.dials.quality, steps=order.dials.steps,
        )  # fmt: skip

    def promise(self) -> Promise:
        """Which models make a clip within the bounds that the plan promises, and with what settings."""
        return machine.promise(self.shelf) if self.crew.shelf else Promise()

    def get_model(self, request: Request) -> Job:
        """Downloads a model, or goes on with it; what is queued already is not queued twice."""
        card = self.model(request.model_id)
        if not request.licence_accepted:
            where = f" at {card.licence_url}" if card.licence_url else ""
            raise BadInput(
                f"{card.name} has its own licence ({card.licence or 'not known'}): read it{where}, then accept it.",
                "licence_accepted",
            )
        return self._fetching("get_model", request.model_id) or _submit("get_model", request.model_dump())

    def verify_model(self, model_id: str) -> Job:
        """Reads every file of a model that is here."""
        if self.model(model_id).state == "absent":
            raise BadInput("That model is not on this machine: get it first.")
        return self._fetching("verify_model", model_id) or _submit("verify_model", {"model_id": model_id})

    def calibrate_model(self, model_id: str) -> Job:
        """Measures, by one run, what MagCache has to know of a model that is here; in the model's own lane."""
        card = self.model(model_id)
        if card.state != "here":
            raise BadInput("That model is not on this machine: get it first.")
        if not card.calibrates:
            raise BadInput(f"No quality level of {card.name} uses MagCache: there is nothing to calibrate.")
        lane = self.crew.maker(card.kind, model_id).lane
        args = {"model_id": model_id}
        return self._fetching("calibrate_model", model_id) or _submit("calibrate_model", args, lane=lane)

    def add_model(self, path: Path) -> ModelCard | AdapterCard:
        """Uses a folder or file of this machine in place, as a model or an adapter."""
        path = path.expanduser()
        if not path.is_absolute() or not path.exists():
            raise BadInput(f"There is nothing at {path}: give the whole path of a folder or file here.", "path")
        return self.shelf.add(path)

    def remove_model(self, model_id: str) -> int:
        """Takes a model off the shelf, and what was downloaded for it off the disk; returns the bytes freed."""
        self.model(model_id)
        with session():
            if any(_uses(job, model_id) for job in jobs.open_jobs()):
                raise BadInput("A job uses that model: wait for it or cancel it, then remove the model.")
        return self.shelf.remove(model_id)

    def remove_adapter(self, adapter_id: str) -> None:
        """Takes an added adapter off the shelf; its file stays, and shots that name it keep doing so."""
        with session():
            if any(_lays(job, adapter_id) for job in jobs.open_jobs()):
                raise BadInput("A job uses that adapter: wait for it or cancel it, then remove the adapter.")
        self.shelf.remove_adapter(adapter_id)

    def _fetching(self, kind: str, model_id: str) -> Job | None:
        return next((j for j in jobs.open_jobs() if j.kind == kind and j.args.get("model_id") == model_id), None)

    # ---- the hub's token ----

    def has_hub_token(self) -> bool:
        """Whether a token for gated models is kept."""
        return self.settings.hub_token.is_file()

    def set_hub_token(self, token: str) -> None:
        """Keeps the token of somebody who accepted a gated model's terms, for its owner's eyes; empty: forgets it."""
        secrets.keep(self.settings.hub_token, token, "token")


def _submit(kind: str, args: dict[str, Any], **more: Any) -> Job:
    return jobs.submit([board.request(kind, None, args=args, **more)])[0]


def _uses(job: Job, model_id: str) -> bool:
    if job.kind in ("get_model", "verify_model", "calibrate_model"):
        return job.args.get("model_id") == model_id
    if not job.project_id:
        return False
    crew = films.get(Project, job.project_id).brief.crew
    if _shoots(job):
        return model_id in (crew.still, crew.camera)
    return model_id == {"render_still": crew.still, "render_shot": crew.camera}.get(job.kind)


def _lays(job: Job, adapter_id: str) -> bool:
    """Whether the job, or those that follow it, will lay that adapter over its model."""
    if not job.project_id or not (job.kind == "render_shot" or _shoots(job)):
        return False
    dials = films.get(Project, job.project_id).brief.dials
    if job.kind == "render_shot":
        dials = films.get(Shot, str(job.shot_id)).dials.over(dials)
    return adapter_id in {a.id for a in dials.adapters}


def _shoots(job: Job) -> bool:
    """Whether the whole shooting follows it."""
    return job.kind == "plan_shots" and bool(job.args.get("film"))
