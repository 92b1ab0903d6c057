"""Which attention backends this machine has: what is installed, what of it works on its card, which one is taken.

Diffusers knows what it can use, and whether a package that is there can be loaded at all; asking it costs seconds and
some hundred MB, so it is asked in a process of its own, and only where there is a package or a card to ask about.
"""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from collections.abc import Collection
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from studio.errors import BackendMissing
from studio.settings import ROOT
from studio.shelf import Attention, AttentionBackend

# What a backend needs: the package that it comes with, and the command that brings it.
PACKAGES = {
    "flash": ("flash_attn", "pip install flash-attn --no-build-isolation"),
    "_flash_3": ("flash_attn_interface", "build flash-attention 3 from the folder hopper of its repository"),
    "sage": ("sageattention", "pip install sageattention"),
    "xformers": ("xformers", "pip install xformers"),
}
ROUNDS = ("sage", "_sage")  # begin the names of those that round: they change a picture a little
MISSING = "missing"
# Hub kernels fetch a program; the varlen kinds are the same kernels; math, and flex where it is not compiled as a
# whole, keep the matrix of all scores: 24 GB for Wan 1.3B (12 heads) at 832x480 and 81 frames.
_NOT_OFFERED = ("_hub", "varlen", "_native_math", "flex")
_WITH_TORCH = ("native",)
_NPU_AND_XLA = ("torch_npu", "torch_xla")
_ASK_SECONDS = 120


def best(installed: Collection[str], hopper: bool, maskless: bool) -> str:
    """The fastest exact backend for an NVIDIA card; flash-attn's own kernels take no mask."""
    if not maskless:
        return "native"
    if hopper and "_flash_3" in installed:
        return "_flash_3"
    return "flash" if "flash" in installed else "native"


def lack(name: str) -> str:
    """The sentence for a backend that can't be used here."""
    brings = PACKAGES.get(name, ("", ""))[1]
    what = f"run `{brings}`" if brings.startswith("pip") else brings or "install what it needs"
    return f"The attention backend “{name}” is not installed here: {what}, or choose another in Settings under Models."


def here(gpu: bool) -> Attention:
    """What this machine has, and what would be taken where nobody chose; `gpu`: there is an NVIDIA card to ask about.

    Raises BackendMissing where Diffusers itself can't be asked.
    """
    if gpu or any(find_spec(package) for package in (*(p for p, _ in PACKAGES.values()), *_NPU_AND_XLA)):
        told = asked(_changed(Path(sysconfig.get_paths()["purelib"])))
    else:
        told = {"device": "cpu", "hopper": False, "backends": dict.fromkeys(_WITH_TORCH, "")}
    known = {name: why for name, why in told["backends"].items() if why != MISSING or name in PACKAGES}
    known |= {name: MISSING for name in PACKAGES if name not in known}
    found = [
        AttentionBackend(
            name=name, installed=why != MISSING, usable=not why, rounds=name.startswith(ROUNDS),
            why=_why(name, why, told["device"]),
        )
        for name, why in known.items()
    ]  # fmt: skip
    installed = [b.name for b in found if b.installed and (b.usable or told["device"] != "cuda")]
    plain, masked = (best(installed, told["hopper"], maskless) for maskless in (True, False))
    return Attention(device=told["device"], backends=found, without_mask=plain, with_mask=masked)


def _why(name: str, why: str, device: str) -> str:
    if not why:
        return ""
    if why == MISSING:
        return lack(name)
    where = "its card" if device == "cuda" else "a processor" if device == "cpu" else "this device"
    return f"“{name}” is installed, but does not work on {where}: {why}"


def _changed(folder: Path) -> int:
    return folder.stat().st_mtime_ns  # of site-packages: something was installed or removed


@cache
def asked(_: int) -> dict[str, Any]:
    """What another process says of the backends; asked anew when the packages of this Python have changed."""
    ask = [sys.executable, "-m", __name__]
    said = subprocess.run(ask, cwd=ROOT, capture_output=True, text=True, timeout=_ASK_SECONDS, check=False)
    if said.returncode:
        raise BackendMissing((said.stderr.strip().splitlines() or ["no reason given"])[-1])
    return json.loads(said.stdout.splitlines()[-1])


# ---- in the process that is asked ----------------------------------------------------------------------------------


def usable(name: str) -> bool:
    """Whether Diffusers, in this process, finds what the backend needs."""
    from diffusers.models.attention_dispatch import AttentionBackendName, _check_attention_backend_requirements

    try:
        _check_attention_backend_requirements(AttentionBackendName(name))
    except RuntimeError:
        return False
    return True


def _answer() -> dict[str, Any]:
    """Each backend that fetches nothing with why it does not work: "" where it does, "missing", or an error's words."""
    import torch
    from diffusers.models.attention_dispatch import _AttentionBackendRegistry

    device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    known = [backend.value for backend in _AttentionBackendRegistry.list_backends()]
    wanted = [name for name in known if not any(part in name for part in _NOT_OFFERED)]
    hopper = device == "cuda" and torch.cuda.get_device_capability() == (9, 0)
    return {"device": device, "hopper": hopper, "backends": {name: _tried(name, device) for name in wanted}}


def _tried(name: str, device: str) -> str:
    import torch
    from diffusers.models.attention_dispatch import AttentionBackendName, dispatch_attention_fn

    if not usable(name):
        return MISSING
    kind = torch.float32 if device == "cpu" else torch.bfloat16
    some = torch.ones(1, 64, 2, 64, dtype=kind, device=device)  # (batch, tokens, heads, channels)
    try:
        made = dispatch_attention_fn(some, some, some, backend=AttentionBackendName(name))
        return "" if bool(made.isfinite().all()) else "it gives numbers that are no picture (NaN)"
    except Exception as why:  # other people's kernels raise what they like; what they say is told
        return (str(why).strip().splitlines() or [type(why).__name__])[0][:200]


if __name__ == "__main__":
    print(json.dumps(_answer()))
