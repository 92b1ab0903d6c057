"""Where films are kept: Peewee tables, numbered migrations, load and save; knows no maker and no page."""
