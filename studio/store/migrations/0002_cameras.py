"""What cameras with a model need: dials, approved keyframes, characters' pictures, previews."""

from peewee import *

def up(migrator, db):
    class CharacterRow(Model):
        id = CharField(primary_key=True, max_length=40)
        class Meta:
            database = db
            table_name = 'character'

    migrator.migrate(migrator.add_column('job', 'preview', IntegerField(default=0)))
    migrator.migrate(migrator.add_column('shot', 'still_id', CharField(null=True, max_length=40)))
    migrator.migrate(migrator.add_column('shot', 'continues', BooleanField(default=False)))
    migrator.migrate(migrator.add_column('shot', 'dials', JSONField(null=True)))
    migrator.migrate(migrator.add_column('reference', 'character_id', ForeignKeyField(CharacterRow, field=CharacterRow.id, null=True, on_delete='CASCADE')))
    migrator.migrate(migrator.add_column('reference', 'width', IntegerField(default=0)))
    migrator.migrate(migrator.add_column('reference', 'height', IntegerField(default=0)))


def down(migrator, db):
    migrator.migrate(migrator.drop_index('reference', 'reference_character_id'))
    migrator.migrate(migrator.drop_column('reference', 'height'))
    migrator.migrate(migrator.drop_column('reference', 'width'))
    migrator.migrate(migrator.drop_column('reference', 'character_id'))
    migrator.migrate(migrator.drop_column('shot', 'dials'))
    migrator.migrate(migrator.drop_column('shot', 'continues'))
    migrator.migrate(migrator.drop_column('shot', 'still_id'))
    migrator.migrate(migrator.drop_column('job', 'preview'))
