"""A real, small camera for tests of the queue: it writes true MP4s, and misbehaves when a shot's action says so.

    sleep N      works N seconds, reporting as it goes          stubborn N   works N seconds and never reports
    fail         raises a StudioError                            bug          raises something else
"""

import subprocess
import time

import imageio_ffmpeg

from studio.crew import ClipMade, Maker
from studio.errors import MakerFailed


class ToyCamera:
    id, revision = "toy", "1"

    def settle(self, order):
        return order

    def render(self, order, out, report):
        report(0.0, "toying")
        word, _, number = order.action.partition(" ")
        if word == "fail":
            raise MakerFailed("The toy camera was told to fail: tell it something else.")
        if word == "bug":
            raise ZeroDivisionError("a bug in the toy camera")
        until = time.monotonic() + float(number or 0)
        while time.monotonic() < until:
            time.sleep(0.05)
            if word != "stubborn":
                report(1 - (until - time.monotonic()) / float(number), "toying")
        source = f"color=c=0x{order.seed % 0xFFFFFF:06x}:s={order.width}x{order.height}:r={order.fps}"
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", source]
        length, picture = ["-frames:v", str(order.frames)], ["-pix_fmt", "yuv420p", "-threads", "1"]
        subprocess.run([*command, *length, *picture, "-y", str(out)], check=True)
        return ClipMade(width=order.width, height=order.height, fps=order.fps, frames=order.frames)


maker = Maker("camera", "toy", "Toy camera", ToyCamera)
