"""AnyFlow, tiny: a Wan whose network is told where each step ends."""

from pathlib import Path

from pipelines.cameras.diffusion.entries import Entry, Grid
from tests.tiny import Case, wan


def build(folder: Path) -> None:
    import torch
    from diffusers import AnyFlowPipeline, AnyFlowTransformer3DModel, FlowMapEulerDiscreteScheduler

    torch.manual_seed(0)
    network = AnyFlowTransformer3DModel(
        num_attention_heads=2, attention_head_dim=24, text_dim=32, freq_dim=32, ffn_dim=96, num_layers=3,
        rope_max_seq_len=64,
    )  # fmt: skip
    parts = wan.parts(transformer=network.eval(), scheduler=FlowMapEulerDiscreteScheduler(shift=5.0))
    AnyFlowPipeline(**parts).save_pretrained(folder)


CASES = [
    Case(
        Entry(
            id="tiny-anyflow", name="anyflow", family="anyflow", sizes=[(96, 64), (64, 96)], fps=16.0, steps=4,
            grid=Grid(side=16, frames=4, most_frames=17), guidance=1.0, shift=5.0, words=32, precision="fp32",
            schedulers=["FlowMapEulerDiscreteScheduler"],
        ),
        build,
    )
]  # fmt: skip
