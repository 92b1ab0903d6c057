"""What a folder or a file is: which family, which of the known models it is most like, or which family's adapter.

Knows models by their classes, their configs and the names and shapes of their tensors; loads none of them.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pipelines.cameras.diffusion.entries import Entry
from pipelines.cameras.diffusion.folders import (
    CONFIG,
    INDEX,
    components_of,
    index_of,
    is_language_model,
    refuse_code,
    safe_name,
    state_of,
)
from pipelines.cameras.diffusion.headers import KINDS, PICKLES, Header, read_header, refuse_pickle
from studio.errors import BadInput, DamagedFile

# Pipeline classes by family; what a family's helper module can run.
_CLASSES = {
    "WanPipeline": "wan",
    "WanImageToVideoPipeline": "wan",
    "WanVACEPipeline": "wan",
    "AnyFlowPipeline": "anyflow",
    "LTXPipeline": "ltx",
    "LTXImageToVideoPipeline": "ltx",
    "LTXConditionPipeline": "ltx",
    "LTX2Pipeline": "ltx2",
    "LTX2ImageToVideoPipeline": "ltx2",
    "LTX2ConditionPipeline": "ltx2",
    "HunyuanVideo15Pipeline": "hunyuan15",
    "HunyuanVideo15ImageToVideoPipeline": "hunyuan15",
    "CogVideoXPipeline": "cogvideox",
    "CogVideoXImageToVideoPipeline": "cogvideox",
    "Kandinsky5T2VPipeline": "kandinsky5",
    "Kandinsky5I2VPipeline": "kandinsky5",
    "SanaVideoPipeline": "sana_video",
    "SanaImageToVideoPipeline": "sana_video",
    "AnimateDiffPipeline": "animatediff",
    "StableVideoDiffusionPipeline": "svd",
    "ZImagePipeline": "zimage",
    "Flux2KleinPipeline": "flux2",
    "QwenImagePipeline": "qwen_image",
    "StableDiffusionXLPipeline": "sdxl",
}
_LIBRARIES = {"diffusers", "transformers"}
_PREFIXES = ("model.diffusion_model.", "diffusion_model.", "transformer.", "unet.")
_SCALED = re.compile(r"(^|\.)scaled_fp8$|\.(scale_weight|weight_scale(_2)?|comfy_quant)$")
# Diffusers' transformers that read one file in another program's layout (their from_single_file).
_SINGLE = {"wan", "ltx", "ltx2", "zimage", "flux2", "qwen_image", "sdxl"}


@dataclass(frozen=True)
class Adapter:
    """A LoRA file; `family` is empty where its tensors do not tell."""

    path: Path
    family: str
    found_in: str = ""  # models, ComfyUI, added


def recognise(path: Path, known: dict[str, Entry]) -> Entry | Adapter:
    """The entry of a folder or file, made after the known one that it is most like; raises BadInput, DamagedFile."""
    path = path.expanduser()
    if not path.exists():
        raise BadInput(f"There is nothing at {path}: check how it is written.", "path")
    return _folder(path.resolve(), known) if path.is_dir() else _file(path.resolve(), known)


def slug(name: str) -> str:
    """A name as an id: lower case letters, digits, dots and hyphens."""
    return re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-.") or "model"


def checked_index(index: dict[str, Any], name: str) -> str:
    """The family of a model_index.json; raises BadInput for remote code, other libraries and unknown pipelines."""
    cls = index["_class_name"]
    if isinstance(cls, list) or "auto_map" in index:
        raise BadInput(f"{name} brings code of its own, which is never run here: choose another model.", "path")
    for part in components_of(index):
        if part.library not in _LIBRARIES and part.library not in _pipelines():
            raise BadInput(
                f"The part {part.name} of {name} is made by “{part.library}”, and only diffusers and transformers "
                "are trusted here: choose another model.",
                "path",
            )
        if not safe_name(part.name) or "/" in part.name:
            raise BadInput(f"{name} names a part outside its folder ({part.name}): choose another model.", "path")
    if cls not in _CLASSES:
        families = ", ".join(sorted(set(_CLASSES.values())))
        raise BadInput(f"{name} is a {cls}, which no camera here can run; they know: {families}.", "path")
    return _CLASSES[cls]


@cache
def _pipelines() -> set[str]:
    """Diffusers' own pipeline packages, which model_index.json may name in place of the library: LTX-2's parts do."""
    found = find_spec("diffusers")
    places = found.submodule_search_locations if found else None
    return {p.parent.name for place in places or [] for p in Path(place, "pipelines").glob("*/__init__.py")}


# ---- folders -------------------------------------------------------------------------------------------------------


def _folder(folder: Path, known: dict[str, Entry]) -> Entry:
    if is_language_model(folder):
        return _writer(folder)
    if not (folder / INDEX).is_file():
        raise BadInput(
            f"{folder} has no {INDEX}, and no {CONFIG} of a causal language model: give the folder of a model in "
            "Diffusers or Transformers format.",
            "path",
        )
    index = index_of(folder)
    family = checked_index(index, folder.name)
    refuse_code(folder)
    for variant in ("", "fp16", "bf16"):
        if state_of(folder, variant) == "here":
            alike = known[_alike(family, index, folder)]
            return _own(alike, folder.name, folder).model_copy(update={"variant": variant})
    pickles = sorted(f.name for f in folder.rglob("*") if f.suffix.lower() in PICKLES)
    if pickles:
        refuse_pickle(folder / pickles[0])
    raise DamagedFile(f"Weight files are missing from {folder}, or cut short: copy or download it again.")


def _writer(folder: Path) -> Entry:
    """A language model that can write: safetensors, a fast tokenizer, no code of its own."""
    refuse_code(folder)
    if state_of(folder) != "here":
        pickles = sorted(f.name for f in folder.iterdir() if f.suffix.lower() in PICKLES)
        if pickles:
            refuse_pickle(folder / pickles[0])
        raise DamagedFile(f"Files are missing from {folder}, or cut short: it needs safetensors and a tokenizer.json.")
    return Entry(
        id=slug(folder.name), name=folder.name, family="causal", kind="writer", path=str(folder),
        summary="A language model of your own, used in place.",
    )  # fmt: skip


def _config(folder: Path, part: str) -> dict[str, Any]:
    file = folder / part / "config.json"
    try:
        return json.loads(file.read_bytes()) if file.is_file() else {}
    except ValueError as why:
        raise DamagedFile(f"The file {part}/config.json of {folder.name} is no JSON: download it again.") from why


def _alike(family: str, index: dict[str, Any], folder: Path) -> str:
    """The id of the shipped entry that this folder is most like."""
    config = _config(folder, "transformer")
    pictures = "ImageToVideo" in index["_class_name"] or "I2V" in index["_class_name"]
    wide = config.get("num_attention_heads", 0) * config.get("attention_head_dim", 0)
    if index["_class_name"] == "WanVACEPipeline":
        return _alike_vace(wide)
    if family == "wan":
        two = bool((index.get("transformer_2") or [None])[0])
        two_pictures = bool(config.get("pos_embed_seq_len"))
        return _alike_wan(config.get("in_channels", 16), wide, two, pictures, two_pictures)
    if family == "ltx":
        return "ltx-video-0.9.8-13b-distilled" if wide >= 4096 else "ltx-video-0.9.5"
    if family == "cogvideox" and not pictures:
        return "cogvideox-5b" if wide >= 3072 else "cogvideox-2b"
    return _ONLY.get((family, pictures)) or _ONLY[family, False]


def _alike_wan(channels: int, wide: int, two: bool, pictures: bool, two_pictures: bool) -> str:
    if channels == 48:
        return "wan2.2-ti2v-5b"
    if two:
        return "wan2.2-i2v-a14b" if pictures or channels == 36 else "wan2.2-t2v-a14b"
    if pictures or channels == 36:
        return "wan2.1-flf2v-14b" if two_pictures else "wan2.1-i2v-14b-480p"
    return "wan2.1-t2v-14b" if wide >= 5120 else "wan2.1-t2v-1.3b"


def _alike_vace(wide: int) -> str:
    return "wan2.1-vace-14b" if wide >= 5120 else "wan2.1-vace-1.3b"


_ONLY = {
    ("anyflow", False): "anyflow-wan2.1-t2v-1.3b",
    ("ltx2", False): "ltx2.3-distilled",
    ("hunyuan15", False): "hunyuan-video-1.5-t2v-480p",
    ("hunyuan15", True): "hunyuan-video-1.5-i2v-480p",
    ("cogvideox", True): "cogvideox-5b-i2v",
    ("kandinsky5", False): "kandinsky5-t2v-lite",
    ("kandinsky5", True): "kandinsky5-i2v-lite",
    ("sana_video", False): "sana-video-2b",
    ("animatediff", False): "animatediff-sd15",
    ("svd", False): "svd-xt",
    ("zimage", False): "z-image-turbo",
    ("flux2", False): "flux2-klein-4b",
    ("qwen_image", False): "qwen-image",
    ("sdxl", False): "sdxl-base",
}


def _own(alike: Entry, name: str, path: Path, base: str = "") -> Entry:
    """An entry of the person's own files: settings as of the model it is like, licence and figures unknown."""
    ours: dict[str, Any] = {
        "id": slug(name), "name": name, "summary": f"Your own files, used like {alike.name}.", "repository": "",
        "files": [], "licence": "", "licence_url": "", "films_may_be_sold": None, "gated": False, "size_gb": 0.0,
        "variant": "", "verified": "", "stated": [], "mag_ratios": [], "path": str(path), "base": base,
    }  # fmt: skip
    options = {k: v for k, v in alike.options.items() if not k.startswith("part_")}
    return alike.model_copy(update=ours | {"options": options})


# ---- single files --------------------------------------------------------------------------------------------------


def _file(file: Path, known: dict[str, Entry]) -> Entry | Adapter:
    header = read_header(file)
    if is_adapter(header):
        return Adapter(file, adapter_family(header))
    if any(_SCALED.search(name) for name in header.shapes):
        raise BadInput(
            f"{file.name} holds 8-bit weights with scales beside them, in ComfyUI's way, which can't be read here: "
            "get the bf16, fp16 or GGUF file of this model, and choose the precision “fp8” for it.",
            "path",
        )
    base = alike_file(header.without(*_PREFIXES), file.stem)
    if not base:
        raise BadInput(
            f"The tensors of {file.name} are of no model known here: give its folder in Diffusers format.", "path"
        )
    alike = known[base]
    if alike.family not in _SINGLE:
        raise BadInput(
            f"A {alike.name} can't be read from one file: give its whole folder in Diffusers format.", "path"
        )
    return _own(alike, file.stem, file, base)


def alike_file(header: Header, name: str) -> str:
    """The id of the shipped entry that a single file's tensors are like, in either layout; empty: none is."""
    for test in (_file_wan, _file_ltx, _file_still, _file_other):
        if found := test(header, name.lower()):
            return found
    return ""


def _file_wan(header: Header, name: str) -> str:
    patch = header.shapes.get("patch_embedding.weight", ())
    ours = header.has("head.modulation", "condition_embedder.text_embedder.linear_1.weight")
    others = header.has("condition_embedder.delta_embedder.linear_1.weight", "motion_encoder.dec.direction.weight")
    if not ours or len(patch) < 2 or others:  # AnyFlow and Wan Animate
        return ""
    if header.has("vace_blocks.0.after_proj.bias", "vace_blocks.0.proj_out.bias"):
        return _alike_vace(patch[0])
    pictured = header.has("img_emb.proj.1.weight", "condition_embedder.image_embedder.ff.net.0.proj.weight")
    ends = header.has("img_emb.emb_pos", "condition_embedder.image_embedder.pos_embed")
    if patch[1] == 36 and not pictured:
        # A14B's halves are two files; one alone is not the model.
        return ""
    return _alike_wan(patch[1], patch[0], False, patch[1] == 36, ends)


def _file_ltx(header: Header, name: str) -> str:
    if header.has("audio_patchify_proj.weight", "audio_proj_in.weight"):
        return "ltx2.3-distilled"
    patch = header.shapes.get("patchify_proj.weight") or header.shapes.get("proj_in.weight", ())
    if header.has("patchify_proj.weight") or (len(patch) == 2 and header.has("caption_projection.linear_1.weight")):
        return "ltx-video-0.9.8-13b-distilled" if patch[0] >= 4096 else "ltx-video-0.9.5"
    return ""


def _file_still(header: Header, name: str) -> str:
    if header.has("cap_embedder.0.weight") and header.has("layers.0.adaLN_modulation.0.weight"):
        return "z-image-turbo"
    stream = header.shapes.get("single_stream_modulation.lin.weight") or header.shapes.get(
        "single_stream_modulation.linear.weight"
    )
    if stream and stream[-1] == 3072:  # klein 9B and dev are wider, and no entry has their other parts
        return "flux2-klein-4b"
    if header.has("transformer_blocks.0.img_mod.1.weight"):
        return "qwen-image"
    large = "conditioner.embedders.1.model.transformer.resblocks.9.mlp.c_proj.bias"
    if header.has(large, "label_emb.0.0.weight") or (
        header.has("add_embedding.linear_1.weight") and header.has("down_blocks.0.resnets.0.conv1.weight")
    ):
        return "sdxl-base"
    return ""


def _file_other(header: Header, name: str) -> str:
    if header.has("context_embedder_2.linear_1.weight", "byt5_in.fc1.weight"):
        return "hunyuan-video-1.5-t2v-480p"
    if header.has("patch_embed.text_proj.weight"):
        return "cogvideox-5b" if header.shapes["patch_embed.text_proj.weight"][0] >= 3072 else "cogvideox-2b"
    if header.has("visual_transformer_blocks.0.self_attention.to_query.weight"):
        return "kandinsky5-t2v-lite"
    return ""


# ---- adapters ------------------------------------------------------------------------------------------------------

_LORA = re.compile(r"\.lora_(A|B|down|up)\b|\.lora\.(down|up)\b|^lora_(unet|transformer|te)")
# The first that some tensor's name holds; names as diffusers, ComfyUI and kohya write them.
_TARGETS = (
    ("ltx2", re.compile(r"audio_attn|audio_to_video_attn|video_to_audio_attn|audio_proj_in")),
    ("kandinsky5", re.compile(r"visual_transformer_blocks")),
    ("qwen_image", re.compile(r"transformer_blocks[._]\d+[._](img|txt)_(mlp|mod)")),
    ("flux2", re.compile(r"single_stream_modulation|to_qkv_mlp_proj|double_stream_modulation")),
    ("zimage", re.compile(r"(^|[._])layers[._]\d+[._](attention|feed_forward|adaLN)")),
    ("wan", re.compile(r"(^|[._])(?<!transformer_)blocks[._]\d+[._](self_attn|cross_attn|ffn|attn[12])[._]")),
    ("sdxl", re.compile(r"lora_te2_|text_encoder_2\.|input_blocks_[4578]_1_transformer_blocks_1_")),
)


def is_adapter(header: Header) -> bool:
    """Whether the tensors are a LoRA's."""
    return any(_LORA.search(name) for name in header.shapes)


def adapter_family(header: Header) -> str:
    """The family that a LoRA was made for, by the names and widths of what it changes; empty: they do not tell."""
    for family, target in _TARGETS:
        if any(target.search(name) for name in header.shapes):
            return family
    for name, shape in header.shapes.items():
        if found := _by_width(name, shape):
            return found
    return ""


def _by_width(name: str, shape: tuple[int, ...]) -> str:
    """Families whose layers are named alike differ in width, which is the last side of lora_A (or down)."""
    if len(shape) != 2 or not re.search(r"lora_A|lora_down|lora\.down", name):
        return ""
    if re.search(r"attn2[._]to_k", name) and re.search(r"down_blocks|input_blocks", name):
        return {2048: "sdxl", 768: "animatediff"}.get(shape[1], "")
    if re.search(r"transformer_blocks[._]\d+[._]attn1[._]to_q", name):
        return {2048: "ltx", 4096: "ltx", 1920: "cogvideox", 3072: "cogvideox"}.get(shape[1], "")
    return ""


def looks_like_one(path: Path) -> bool:
    """Whether a folder's listing makes it worth a closer look."""
    return path.suffix.lower() in KINDS if path.is_file() else (path / INDEX).is_file()
