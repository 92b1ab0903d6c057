"""Every error that is shown to the person, in one tree.

    StudioError              a clear sentence that says what to do next
    ├── BadInput             a value that can't be used: say which and what is accepted
    ├── NotFound             no such project, shot, take or job
    ├── Conflict             the row was changed elsewhere since it was read
    ├── NotAllowed           the person has no right to this
    ├── BackendMissing       a maker's library or program is not installed: names the command
    ├── ModelMissing         weights that are not on this machine
    ├── OutOfMemory          says the GB needed and free
    ├── DiskFull             says the MB needed and free
    ├── DamagedFile          a take or film that can't be read: names the file
    ├── NewerDatabase        the database was written by a newer Storyreel
    └── MakerFailed          a writer, camera, voice, composer or editor could not do its work

Cancelled and Paused are no errors: they end a job that was asked to stop.
Anything else that is raised is a bug: its traceback is logged once, at the boundary.
"""


class StudioError(Exception):
    """A sentence for the person, that says what to do next."""

    @property
    def sentence(self) -> str:
        return str(self)


class BadInput(StudioError):
    """A value that can't be used; `field` names it where there is one."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class NotFound(StudioError):
    """No such row or file."""


class Conflict(StudioError):
    """Somebody else changed the row since it was read."""


class NotAllowed(StudioError):
    """The person has no right to this."""


class BackendMissing(StudioError):
    """A maker's library or program is not installed; the sentence names the command that installs it."""


class ModelMissing(StudioError):
    """Weights that are not on this machine."""


class OutOfMemory(StudioError):
    """The device has too little memory; the sentence says the GB needed and free."""


class DiskFull(StudioError):
    """The disk has too little room; the sentence says what to free."""


class DamagedFile(StudioError):
    """A media file that can't be read to its end."""


class NewerDatabase(StudioError):
    """The database was written by a newer version of Storyreel."""


class MakerFailed(StudioError):
    """A maker could not do its work, for a reason the person can act on."""


class Cancelled(Exception):
    """Raised by report() when the job was asked to stop."""


class Paused(Cancelled):
    """Raised by report() when the job was asked to pause: it goes back to the queue, paused.

    A maker may raise it again with a sentence that tells how the work will go on, which the paused job then says.
    """
