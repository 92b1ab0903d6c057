"""The one frozen Settings: read once at the door, from STORYREEL_… variables and storyreel.toml, and passed down.

What the page changes are preferences, kept in the store; a setting is what must be known before the store opens.
"""

import os
import shutil
import subprocess
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

_NVIDIA = Path("/proc/driver/nvidia/gpus")
ROOT = Path(__file__).resolve().parent.parent


def _gpu_slots() -> list[str]:
    """A slot a NVIDIA card, found without torch: the driver lists them on Linux, its program does elsewhere."""
    if _NVIDIA.is_dir():
        return [f"gpu:{n}" for n, _ in enumerate(_NVIDIA.iterdir())]
    program = shutil.which("nvidia-smi")
    if program is None:
        return []
    told = subprocess.run([program, "-L"], capture_output=True, text=True, timeout=10, check=False)
    return [f"gpu:{n}" for n, _ in enumerate(x for x in told.stdout.splitlines() if x.startswith("GPU "))]


class Settings(BaseSettings):
    """Where things are and how the studio is reached."""

    model_config = SettingsConfigDict(env_prefix="STORYREEL_", toml_file="storyreel.toml", frozen=True, extra="forbid")

    outputs: Path = ROOT / "outputs"
    database: str = ""  # a database URL; empty: SQLite in outputs/
    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=0, le=65535)
    lan: bool = False
    # lane:number; one worker process each, begun when needed; one gpu slot a card, net for what is fetched
    slots: tuple[str, ...] = Field(default_factory=lambda: ("text:0", "sound:0", "cpu:0", "net:0", *_gpu_slots()))
    models: Path | None = None  # where downloaded models lie; empty: outputs/models
    model_folders: tuple[Path, ...] = ()  # looked through for models of other programs, such as ComfyUI/models
    hub: str = Field(default_factory=lambda: os.environ.get("HF_ENDPOINT") or "https://huggingface.co")  # or a mirror
    lease_seconds: float = 15.0  # a worker silent for longer is taken for dead
    log_megabytes: int = 5

    @field_validator("outputs")
    @classmethod
    def _the_same_for_every_process(cls, folder: Path) -> Path:
        return folder.expanduser().resolve()  # workers run in the checkout, wherever the studio was started

    @field_validator("database")
    @classmethod
    def _an_absolute_file(cls, url: str) -> str:
        file = url.removeprefix("sqlite:///")
        return url if file == url or ":memory:" in url else f"sqlite:///{Path(file).expanduser().resolve()}"

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.outputs / 'storyreel.db'}"

    @property
    def assets(self) -> Path:
        return ROOT / "assets"

    @property
    def takes(self) -> Path:
        return self.outputs / "takes"

    @property
    def films(self) -> Path:
        return self.outputs / "films"

    @property
    def model_folder(self) -> Path:
        return self.models or self.outputs / "models"

    @property
    def previews(self) -> Path:
        return self.outputs / "previews"

    @property
    def checkpoints(self) -> Path:
        return self.outputs / "checkpoints"

    @property
    def references(self) -> Path:
        return self.outputs / "references"

    @property
    def hub_token(self) -> Path:
        return self.outputs / "hub-token"

    @property
    def server_key(self) -> Path:
        return self.outputs / "server-key"

    @property
    def prompts(self) -> Path:
        return self.outputs / "prompts"

    @property
    def segments(self) -> Path:
        return self.outputs / "segments"

    @property
    def logs(self) -> Path:
        return self.outputs / "logs"

    @property
    def plugins(self) -> Path:
        return self.outputs / "plugins"

    @property
    def receipts(self) -> Path:
        return self.outputs / "receipts"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)
