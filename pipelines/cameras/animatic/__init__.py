"""The animatic camera: paints shots as moving flat-design illustrations on the CPU."""

from pipelines.cameras.animatic.camera import AnimaticCamera

__all__ = ["AnimaticCamera"]
