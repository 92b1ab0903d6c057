"""The first tables: a frozen copy, independent of studio/store/tables.py."""

from peewee import *


def up(migrator, db):
    class ProjectRow(Model):
        id = CharField(primary_key=True, max_length=40)
        revision = IntegerField(default=1)
        owner = CharField(max_length=80, default='local')
        deleted_at = BigIntegerField(null=True)
        title = CharField(default='')
        logline = TextField(default='')
        brief = JSONField()
        created_at = BigIntegerField()
        updated_at = BigIntegerField(index=True)
        touched_at = BigIntegerField(index=True)
        class Meta:
            database = db
            table_name = 'project'
    db.create_tables([ProjectRow])

    class JobRow(Model):
        id = CharField(primary_key=True, max_length=40)
        project = ForeignKeyField(ProjectRow, null=True, on_delete='CASCADE')
        shot_id = CharField(null=True, max_length=40)
        kind = CharField(max_length=40)
        args = JSONField(default=dict)
        lane = CharField(max_length=20)
        state = CharField(max_length=12, default='pending')
        rank = IntegerField(default=0)
        position = BigIntegerField(default=0)
        attempt = IntegerField(default=0)
        max_attempts = IntegerField(default=3)
        not_before = BigIntegerField(default=0)
        timeout_seconds = IntegerField(default=3600)
        want = CharField(max_length=8, default='run')
        token = CharField(null=True, max_length=40)
        owner = CharField(null=True, max_length=160)
        lease_until = BigIntegerField(default=0)
        progress = DoubleField(default=0)
        note = CharField(default='')
        result = JSONField(null=True)
        error = TextField(default='')
        ticket_at = BigIntegerField(default=0)
        created_at = BigIntegerField()
        started_at = BigIntegerField(default=0)
        finished_at = BigIntegerField(default=0)
        revision = IntegerField(default=1)
        touched_at = BigIntegerField(index=True)
        class Meta:
            database = db
            table_name = 'job'
            indexes = ((('lane', 'state', 'rank', 'position', 'id'), False), (('project_id', 'state'), False))
    db.create_tables([JobRow])

    class AttemptRow(Model):
        job = ForeignKeyField(JobRow, on_delete='CASCADE')
        n = IntegerField()
        token = CharField(max_length=40)
        owner = CharField(max_length=160)
        started_at = BigIntegerField()
        ended_at = BigIntegerField(default=0)
        outcome = CharField(max_length=12, default='')
        class Meta:
            database = db
            table_name = 'attempt'
            indexes = ((('job_id', 'n'), True),)
    db.create_tables([AttemptRow])

    class CharacterRow(Model):
        id = CharField(primary_key=True, max_length=40)
        revision = IntegerField(default=1)
        owner = CharField(max_length=80, default='local')
        deleted_at = BigIntegerField(null=True)
        project = ForeignKeyField(ProjectRow, field=ProjectRow.id, on_delete='CASCADE')
        position = IntegerField(default=0)
        name = CharField(max_length=120)
        look = TextField(default='')
        voice = CharField(max_length=120, default='')
        class Meta:
            database = db
            table_name = 'character'
    db.create_tables([CharacterRow])

    class CutRow(Model):
        id = CharField(primary_key=True, max_length=40)
        revision = IntegerField(default=1)
        owner = CharField(max_length=80, default='local')
        deleted_at = BigIntegerField(null=True)
        project = ForeignKeyField(ProjectRow, field=ProjectRow.id, on_delete='CASCADE')
        path = CharField()
        recipe_hash = CharField(max_length=64, default='')
        frames = IntegerField(default=0)
        fps = CharField(max_length=20, default='24')
        seconds = DoubleField(default=0)
        loudness_lufs = DoubleField(null=True)
        size_bytes = BigIntegerField(default=0)
        shots = JSONField(default=list)
        subtitles = CharField(default='')
        made_with = CharField(default='')
        created_at = BigIntegerField()
        class Meta:
            database = db
            table_name = 'cut'
    db.create_tables([CutRow])

    class EventRow(Model):
        at = BigIntegerField(index=True)
        project = ForeignKeyField(ProjectRow, null=True, on_delete='CASCADE')
        kind = CharField(max_length=40)
        text = TextField(default='')
        class Meta:
            database = db
            table_name = 'event'
    db.create_tables([EventRow])

    class SceneRow(Model):
        id = CharField(primary_key=True, max_length=40)
        revision = IntegerField(default=1)
        owner = CharField(max_length=80, default='local')
        deleted_at = BigIntegerField(null=True)
        project = ForeignKeyField(ProjectRow, field=ProjectRow.id, on_delete='CASCADE')
        position = IntegerField(default=0)
        heading = CharField(default='')
        action = TextField(default='')
        mood = CharField(max_length=120, default='')
        seconds = DoubleField(default=0)
        edited_by = JSONField(default=dict)
        class Meta:
            database = db
            table_name = 'scene'
    db.create_tables([SceneRow])

    class ShotRow(Model):
        id = CharField(primary_key=True, max_length=40)
        revision = IntegerField(default=1)
        owner = CharField(max_length=80, default='local')
        deleted_at = BigIntegerField(null=True)
        project = ForeignKeyField(ProjectRow, field=ProjectRow.id, on_delete='CASCADE')
        scene = ForeignKeyField(SceneRow, on_delete='CASCADE')
        position = IntegerField(default=0)
        size = CharField(max_length=40, default='wide')
        angle = CharField(max_length=40, default='eye level')
        movement = CharField(max_length=40, default='static')
        subject = TextField(default='')
        action = TextField(default='')
        setting = TextField(default='')
        light = TextField(default='')
        mood = CharField(max_length=120, default='')
        prompt = TextField(default='')
        negative_prompt = TextField(default='')
        characters = JSONField(default=list)
        seconds = DoubleField(default=4)
        seed = BigIntegerField(default=1)
        transition = CharField(max_length=40, default='cut')
        locked = BooleanField(default=False)
        take_id = CharField(null=True, max_length=40)
        edited_by = JSONField(default=dict)
        class Meta:
            database = db
            table_name = 'shot'
    db.create_tables([ShotRow])

    class LineRow(Model):
        id = CharField(primary_key=True, max_length=40)
        revision = IntegerField(default=1)
        owner = CharField(max_length=80, default='local')
        deleted_at = BigIntegerField(null=True)
        project = ForeignKeyField(ProjectRow, field=ProjectRow.id, on_delete='CASCADE')
        scene = ForeignKeyField(SceneRow, on_delete='CASCADE')
        shot = ForeignKeyField(ShotRow, null=True, on_delete='SET NULL')
        position = IntegerField(default=0)
        kind = CharField(max_length=20, default='narration')
        character = CharField(max_length=120, default='')
        text = TextField()
        voice = CharField(max_length=120, default='')
        take_id = CharField(null=True, max_length=40)
        edited_by = JSONField(default=dict)
        class Meta:
            database = db
            table_name = 'line'
    db.create_tables([LineRow])

    class NeedRow(Model):
        job = ForeignKeyField(JobRow, on_delete='CASCADE')
        needed = ForeignKeyField(JobRow, on_delete='CASCADE')
        class Meta:
            database = db
            table_name = 'need'
    db.create_tables([NeedRow])

    class PreferenceRow(Model):
        key = CharField(primary_key=True, max_length=120)
        value = JSONField(null=True)
        class Meta:
            database = db
            table_name = 'preference'
    db.create_tables([PreferenceRow])

    class ReferenceRow(Model):
        id = CharField(primary_key=True, max_length=40)
        revision = IntegerField(default=1)
        owner = CharField(max_length=80, default='local')
        deleted_at = BigIntegerField(null=True)
        project = ForeignKeyField(ProjectRow, field=ProjectRow.id, on_delete='CASCADE')
        shot = ForeignKeyField(ShotRow, null=True, on_delete='CASCADE')
        role = CharField(max_length=20, default='reference')
        path = CharField(default='')
        sha256 = CharField(max_length=64, default='')
        class Meta:
            database = db
            table_name = 'reference'
    db.create_tables([ReferenceRow])

    class StyleRow(Model):
        id = CharField(primary_key=True, max_length=40)
        revision = IntegerField(default=1)
        owner = CharField(max_length=80, default='local')
        deleted_at = BigIntegerField(null=True)
        project = ForeignKeyField(ProjectRow, field=ProjectRow.id, on_delete='CASCADE')
        name = CharField(max_length=80, default='flat')
        prompt = TextField(default='')
        class Meta:
            database = db
            table_name = 'style'
    db.create_tables([StyleRow])

    class TakeRow(Model):
        id = CharField(primary_key=True, max_length=40)
        revision = IntegerField(default=1)
        owner = CharField(max_length=80, default='local')
        deleted_at = BigIntegerField(null=True)
        project = ForeignKeyField(ProjectRow, field=ProjectRow.id, on_delete='CASCADE')
        kind = CharField(max_length=20)
        shot = ForeignKeyField(ShotRow, null=True, on_delete='SET NULL')
        line = ForeignKeyField(LineRow, null=True, on_delete='SET NULL')
        recipe_hash = CharField(index=True, max_length=64)
        recipe = JSONField(default=dict)
        intent = CharField(max_length=64, default='')
        path = CharField()
        poster = CharField(default='')
        maker = CharField(max_length=80, default='')
        width = IntegerField(default=0)
        height = IntegerField(default=0)
        fps = CharField(max_length=20, default='0')
        frames = IntegerField(default=0)
        handle = IntegerField(default=0)
        seconds = DoubleField(default=0)
        words = JSONField(default=list)
        made = JSONField(default=dict)
        created_at = BigIntegerField()
        class Meta:
            database = db
            table_name = 'take'
    db.create_tables([TakeRow])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('take'))
    migrator.migrate(migrator.drop_table('style'))
    migrator.migrate(migrator.drop_table('reference'))
    migrator.migrate(migrator.drop_table('preference'))
    migrator.migrate(migrator.drop_table('need'))
    migrator.migrate(migrator.drop_table('line'))
    migrator.migrate(migrator.drop_table('shot'))
    migrator.migrate(migrator.drop_table('scene'))
    migrator.migrate(migrator.drop_table('event'))
    migrator.migrate(migrator.drop_table('cut'))
    migrator.migrate(migrator.drop_table('character'))
    migrator.migrate(migrator.drop_table('attempt'))
    migrator.migrate(migrator.drop_table('job'))
    migrator.migrate(migrator.drop_table('project'))
