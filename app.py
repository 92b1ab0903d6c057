"""The door: settings, crew, store, engine and interface are put together here and nowhere else."""

import sys

import pipelines
from studio.crew import Crew
from studio.engines.local import LocalEngine
from studio.logs import open_log
from studio.production import Stage, perform
from studio.prompt_styles import PromptStyles
from studio.settings import Settings
from studio.store.database import open_database
from studio.studio import Studio
from ui import cli


def open_studio(settings: Settings) -> Studio:
    """The studio of these settings, its engine not yet started."""
    settings.outputs.mkdir(parents=True, exist_ok=True)
    open_log(settings)
    open_database(settings.database_url)
    return Studio(settings, hire_crew(settings), LocalEngine(settings))


def hire_crew(settings: Settings) -> Crew:
    """The built-in makers, those of plug-ins, and the models on the shelf."""
    styles = PromptStyles(settings.prompts / "cameras")
    crew = Crew(pipelines.built_in(settings), pipelines.shelf(settings), pipelines.servers, styles)
    crew.discover(settings.plugins)
    return crew


def open_stage(settings: Settings) -> cli.Hands:
    """What a worker process does: the same crew, built from the settings that its parent sent."""
    open_database(settings.database_url)
    stage = Stage(hire_crew(settings), settings)
    return cli.Hands(lambda order, report: perform(stage, order, report), stage.rest)


if __name__ == "__main__":
    sys.exit(cli.main(sys.argv[1:], cli.Door(open_studio, open_stage)))
