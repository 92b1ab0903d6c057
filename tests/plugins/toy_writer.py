"""A real, small writer for tests of the steps that write; what it does is told by the brief's words.

    N scenes     an outline of N scenes        stop at N    raises MakerFailed the first time it comes to scene N
    slowly       takes a tenth of a second a word and shows what it writes
"""

import re
import time

from studio.crew import Maker
from studio.errors import MakerFailed
from studio.film import Line, Scene
from studio.script import Beat, Outline, PlannedShot, SceneDraft


class ToyWriter:
    id, revision = "toy", "1"

    def __init__(self):
        self.stopped = False
        self.wrote = []  # the places of the scenes it was asked for

    def outline(self, brief, kept, desk):
        desk.report(0.0, "toying")
        count = int((re.search(r"(\d+) scenes", brief.text) or [0, 3])[1])
        each = (brief.seconds - sum(k.beat.seconds for k in kept)) / count
        beats = [Beat(heading=f"INT. ROOM {n} - DAY", summary=f"beat {n}", seconds=each) for n in range(count)]
        return Outline(title="Toys", logline="They play.", language=brief.spoken_language, beats=beats)

    def write_scene(self, brief, outline, position, around, desk):
        desk.report(0.0, f"scene {position}")
        self.wrote.append(position)
        if re.search(rf"stop at {position}\b", brief.text) and not self.stopped:
            self.stopped = True
            raise MakerFailed("The toy writer was told to stop: run it again.")
        before = around.before.lines[0].text[-3:] if around.before else "nothing"
        text = f"This is told in scene {position}, after {before}"
        if "slowly" in brief.text:
            for n in range(1, len(text.split()) + 1):
                desk.show("scene", position, {"lines": [{"text": " ".join(text.split()[:n])}]})
                time.sleep(0.1)
        beat = outline.beats[position]
        scene = Scene(heading=beat.heading, action=f"Action {position}.", seconds=beat.seconds)
        return SceneDraft(scene=scene, lines=[Line(text=text)])

    def plan_scene(self, brief, outline, position, draft, desk):  # noqa: ARG002
        desk.report(0.0, f"shots of {position}")
        return [PlannedShot(subject=f"toy {position}", seconds=draft.scene.seconds or 2.0, lines=[0])]


maker = Maker("writer", "toy", "Toy writer", ToyWriter)
