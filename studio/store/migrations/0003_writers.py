"""What writers with a language model need: scenes saved as they come, what they propose, and their calls."""

from peewee import *

def up(migrator, db):
    class ProjectRow(Model):
        id = CharField(primary_key=True, max_length=40)
        class Meta:
            database = db
            table_name = 'project'

    class CallRow(Model):
        id = CharField(primary_key=True, max_length=40)
        revision = IntegerField(default=1)
        owner = CharField(default='local', max_length=80)
        deleted_at = BigIntegerField(null=True)
        project = ForeignKeyField(ProjectRow, field=ProjectRow.id, on_delete='CASCADE', column_name='project_id')
        job_id = CharField(index=True, max_length=40)
        purpose = CharField(max_length=40)
        position = IntegerField(null=True)
        model = CharField(default='', max_length=255)
        messages = JSONField(default=list)
        reply = JSONField(default='')
        thinking = JSONField(default='')
        tokens_in = IntegerField(default=0)
        tokens_out = IntegerField(default=0)
        seconds = DoubleField(default=0)
        first_seconds = DoubleField(default=0)
        outcome = CharField(default='good', max_length=12)
        note = TextField(default='')
        created_at = BigIntegerField()
        class Meta:
            database = db
            table_name = 'call_row'

    class ProposalRow(Model):
        id = CharField(primary_key=True, max_length=40)
        revision = IntegerField(default=1)
        owner = CharField(default='local', max_length=80)
        deleted_at = BigIntegerField(null=True)
        project = ForeignKeyField(ProjectRow, field=ProjectRow.id, on_delete='CASCADE', column_name='project_id')
        job_id = CharField(default='', max_length=40)
        target = CharField(default='script', max_length=12)
        target_id = CharField(default='', max_length=40)
        wish = CharField(default='', max_length=40)
        words = TextField(default='')
        note = TextField(default='')
        changes = JSONField(default=list)
        created_at = BigIntegerField()
        class Meta:
            database = db
            table_name = 'proposal'

    db.create_tables([CallRow, ProposalRow])
    migrator.migrate(migrator.add_column('job', 'draft', TextField(null=True)))
    migrator.migrate(migrator.add_column('project', 'outlined_by', CharField(default='', max_length=40)))
    migrator.migrate(migrator.add_column('scene', 'summary', TextField(null=True)))
    migrator.migrate(migrator.add_column('scene', 'state', CharField(default='written', max_length=12)))
    migrator.migrate(migrator.add_column('scene', 'confirmed', BooleanField(default=False)))
    migrator.migrate(migrator.add_column('scene', 'planned_by', CharField(default='', max_length=40)))


def down(migrator, db):
    migrator.migrate(migrator.drop_column('scene', 'planned_by'))
    migrator.migrate(migrator.drop_column('scene', 'confirmed'))
    migrator.migrate(migrator.drop_column('scene', 'state'))
    migrator.migrate(migrator.drop_column('scene', 'summary'))
    migrator.migrate(migrator.drop_column('project', 'outlined_by'))
    migrator.migrate(migrator.drop_column('job', 'draft'))
    db.execute_sql('DROP TABLE proposal')
    db.execute_sql('DROP TABLE call_row')
