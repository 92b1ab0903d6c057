"""The tables. Column names are the nouns' field names, so that a row and its noun translate by name.

Portable over SQLite, PostgreSQL, MySQL and MariaDB: times are epoch milliseconds, ids are text of at most 40
characters, and every query avoids RETURNING, REPLACE and other dialects. Schema changes go through migrations/.
"""

from __future__ import annotations

import threading
import time

from peewee import (
    AutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    DatabaseProxy,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Model,
    TextField,
)
from ulid import ULID

database = DatabaseProxy()


def now() -> int:
    """Epoch milliseconds."""
    return time.time_ns() // 1_000_000


_id_lock = threading.Lock()
_last_id = 0


def new_id() -> str:
    """A sortable text id: a ULID, 26 characters, each later than the last one this process made."""
    global _last_id
    with _id_lock:
        _last_id = max(int(ULID()), _last_id + 1)  # within a millisecond a ULID alone is in random order
        return str(ULID.from_int(_last_id))


class Table(Model):
    class Meta:
        database = database
        legacy_table_names = False


class EditableRow(Table):
    id = CharField(40, primary_key=True, default=new_id)
    revision = IntegerField(default=1)
    owner = CharField(80, default="local")
    deleted_at = BigIntegerField(null=True)


class ProjectRow(EditableRow):
    title = CharField(255, default="")
    logline = TextField(default="")
    brief = JSONField()
    outlined_by = CharField(40, default="")
    created_at = BigIntegerField(default=now)
    updated_at = BigIntegerField(default=now, index=True)
    touched_at = BigIntegerField(default=now, index=True)  # any change below the project, for the live tail

    class Meta:
        table_name = "project"


class OfProject(EditableRow):
    project = ForeignKeyField(ProjectRow, on_delete="CASCADE", column_name="project_id")


class CharacterRow(OfProject):
    position = IntegerField(default=0)
    name = CharField(120)
    look = TextField(default="")
    voice = CharField(120, default="")

    class Meta:
        table_name = "character"


class StyleRow(OfProject):
    name = CharField(80, default="flat")
    prompt = TextField(default="")

    class Meta:
        table_name = "style"


class SceneRow(OfProject):
    position = IntegerField(default=0)
    heading = CharField(255, default="")
    summary = TextField(null=True)  # a column added later: MySQL gives text no default
    action = TextField(default="")
    mood = CharField(120, default="")
    seconds = DoubleField(default=0)
    state = CharField(12, default="written")
    confirmed = BooleanField(default=False)
    planned_by = CharField(40, default="")
    edited_by = JSONField(default=dict)

    class Meta:
        table_name = "scene"


class ShotRow(OfProject):
    scene = ForeignKeyField(SceneRow, on_delete="CASCADE", column_name="scene_id")
    position = IntegerField(default=0)
    size = CharField(40, default="wide")
    angle = CharField(40, default="eye level")
    movement = CharField(40, default="static")
    subject = TextField(default="")
    action = TextField(default="")
    setting = TextField(default="")
    light = TextField(default="")
    mood = CharField(120, default="")
    prompt = TextField(default="")
    negative_prompt = TextField(default="")
    characters = JSONField(default=list)
    seconds = DoubleField(default=4)
    seed = BigIntegerField(default=1)
    transition = CharField(40, default="cut")
    locked = BooleanField(default=False)
    take_id = CharField(40, null=True)  # the picked take; no foreign key: shots and takes would need each other
    still_id = CharField(40, null=True)
    continues = BooleanField(default=False)
    dials = JSONField(null=True)  # a column added later: no database gives JSON a default
    edited_by = JSONField(default=dict)

    class Meta:
        table_name = "shot"


class LineRow(OfProject):
    scene = ForeignKeyField(SceneRow, on_delete="CASCADE", column_name="scene_id")
    shot = ForeignKeyField(ShotRow, on_delete="SET NULL", column_name="shot_id", null=True)
    position = IntegerField(default=0)
    kind = CharField(20, default="narration")
    character = CharField(120, default="")
    text = TextField()
    voice = CharField(120, default="")
    take_id = CharField(40, null=True)
    edited_by = JSONField(default=dict)

    class Meta:
        table_name = "line"


class ReferenceRow(OfProject):
    shot = ForeignKeyField(ShotRow, on_delete="CASCADE", column_name="shot_id", null=True)
    character = ForeignKeyField(CharacterRow, on_delete="CASCADE", column_name="character_id", null=True)
    role = CharField(20, default="reference")
    path = CharField(255, default="")
    sha256 = CharField(64, default="")
    width = IntegerField(default=0)
    height = IntegerField(default=0)

    class Meta:
        table_name = "reference"


class TakeRow(OfProject):
    kind = CharField(20)
    shot = ForeignKeyField(ShotRow, on_delete="SET NULL", column_name="shot_id", null=True)
    line = ForeignKeyField(LineRow, on_delete="SET NULL", column_name="line_id", null=True)
    recipe_hash = CharField(64, index=True)
    recipe = JSONField(default=dict)
    intent = CharField(64, default="")
    path = CharField(255)
    poster = CharField(255, default="")
    maker = CharField(80, default="")
    width = IntegerField(default=0)
    height = IntegerField(default=0)
    fps = CharField(20, default="0")
    frames = IntegerField(default=0)
    handle = IntegerField(default=0)
    seconds = DoubleField(default=0)
    words = JSONField(default=list)
    made = JSONField(default=dict)
    created_at = BigIntegerField(default=now)

    class Meta:
        table_name = "take"


class CutRow(OfProject):
    path = CharField(255)
    recipe_hash = CharField(64, default="")
    frames = IntegerField(default=0)
    fps = CharField(20, default="24")
    seconds = DoubleField(default=0)
    loudness_lufs = DoubleField(null=True)
    size_bytes = BigIntegerField(default=0)
    shots = JSONField(default=list)
    subtitles = CharField(255, default="")
    made_with = CharField(255, default="")
    created_at = BigIntegerField(default=now)

    class Meta:
        table_name = "cut"


class CallRow(OfProject):
    job_id = CharField(40, index=True)
    purpose = CharField(40)
    position = IntegerField(null=True)
    model = CharField(255, default="")
    messages = JSONField(default=list)
    reply = JSONField(default="")  # JSON, for MySQL's text ends at 64 kB
    thinking = JSONField(default="")
    tokens_in = IntegerField(default=0)
    tokens_out = IntegerField(default=0)
    seconds = DoubleField(default=0)
    first_seconds = DoubleField(default=0)
    outcome = CharField(12, default="good")
    note = TextField(default="")
    created_at = BigIntegerField(default=now)

    class Meta:
        table_name = "call_row"  # CALL is a word of SQL


class ProposalRow(OfProject):
    job_id = CharField(40, default="")
    target = CharField(12, default="script")
    target_id = CharField(40, default="")
    wish = CharField(40, default="")
    words = TextField(default="")
    note = TextField(default="")
    changes = JSONField(default=list)
    created_at = BigIntegerField(default=now)

    class Meta:
        table_name = "proposal"


class JobRow(Table):
    id = CharField(40, primary_key=True, default=new_id)
    project = ForeignKeyField(ProjectRow, on_delete="CASCADE", column_name="project_id", null=True)
    shot_id = CharField(40, null=True)
    kind = CharField(40)
    args = JSONField(default=dict)
    lane = CharField(20)
    state = CharField(12, default="pending")
    rank = IntegerField(default=0)  # = -priority, so that every sort key ascends
    position = BigIntegerField(default=0)
    attempt = IntegerField(default=0)
    max_attempts = IntegerField(default=3)
    not_before = BigIntegerField(default=0)
    timeout_seconds = IntegerField(default=3600)
    want = CharField(8, default="run")  # run | cancel | pause
    token = CharField(40, null=True)  # the fence of the current attempt
    owner = CharField(160, null=True)
    lease_until = BigIntegerField(default=0)
    progress = DoubleField(default=0)
    note = CharField(255, default="")
    preview = IntegerField(default=0)
    draft = TextField(null=True)
    result = JSONField(null=True)
    error = TextField(default="")
    ticket_at = BigIntegerField(default=0)
    created_at = BigIntegerField(default=now)
    started_at = BigIntegerField(default=0)
    finished_at = BigIntegerField(default=0)
    revision = IntegerField(default=1)
    touched_at = BigIntegerField(default=now, index=True)

    class Meta:
        table_name = "job"
        # All ascending: with a descending key MariaDB locked every candidate and starved the other workers.
        indexes = ((("lane", "state", "rank", "position", "id"), False), (("project_id", "state"), False))


class NeedRow(Table):
    """`job` may start once `needed` is completed."""

    id = AutoField()
    job = ForeignKeyField(JobRow, on_delete="CASCADE", column_name="job_id", backref="needs")
    needed = ForeignKeyField(JobRow, on_delete="CASCADE", column_name="needed_id", backref="dependants")

    class Meta:
        table_name = "need"


class AttemptRow(Table):
    id = AutoField()
    job = ForeignKeyField(JobRow, on_delete="CASCADE", column_name="job_id", backref="attempts")
    n = IntegerField()
    token = CharField(40)
    owner = CharField(160)
    started_at = BigIntegerField()
    ended_at = BigIntegerField(default=0)
    outcome = CharField(12, default="")

    class Meta:
        table_name = "attempt"
        indexes = ((("job_id", "n"), True),)


class EventRow(Table):
    """What happened to a project, for its history; never updated."""

    id = AutoField()
    at = BigIntegerField(default=now, index=True)
    project = ForeignKeyField(ProjectRow, on_delete="CASCADE", column_name="project_id", null=True)
    kind = CharField(40)
    text = TextField(default="")

    class Meta:
        table_name = "event"


class PreferenceRow(Table):
    """What the page changes: stored, and sent along with each job that needs it."""

    key = CharField(120, primary_key=True)
    value = JSONField(null=True)

    class Meta:
        table_name = "preference"


TABLES: list[type[Table]] = [
    ProjectRow, CharacterRow, StyleRow, SceneRow, ShotRow, LineRow, ReferenceRow, TakeRow, CutRow,
    CallRow, ProposalRow, JobRow, NeedRow, AttemptRow, EventRow, PreferenceRow,
]  # fmt: skip
