"""A real, small camera for tests of the queue: it writes true MP4s, and misbehaves when a shot's action says so.

    sleep N      works N seconds, reporting as it goes          stubborn N   works N seconds and never reports
    show N       works N seconds and shows what it paints       sound        writes a sound with its picture
    fail         raises a StudioError                            bug          raises something else
    slow N       works in steps of N seconds, some twenty, and reports after each
    tell N       works N seconds and says how it goes on when it is paused

A clip is of one colour: that of the picture it begins with, or else of its seed.
"""

import io
import subprocess
import time
import wave
from fractions import Fraction

import av
import imageio_ffmpeg
from PIL import Image

from studio.crew import ClipMade, Maker
from studio.errors import MakerFailed, Paused


def colour(picture):
    """The colour in the middle of a picture, or of a clip's frame."""
    with av.open(str(picture.path)) as file:
        for n, frame in enumerate(file.decode(video=0)):
            if n == (picture.frame or 0):
                return frame.to_image().getpixel((frame.width // 2, frame.height // 2))
    raise ValueError(f"there is no frame {picture.frame}")


def of_seed(seed):
    return seed >> 16 & 255, seed >> 8 & 255, seed & 255


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
        paint = colour(order.first_frame) if order.first_frame else of_seed(order.seed)
        try:
            self._work(word, float(number or 0), paint, report)
        except Paused as why:
            raise Paused("paused: goes on from there" if word == "tell" else "") from why
        source = "color=c=0x{:02x}{:02x}{:02x}:s={}x{}:r={}".format(*paint, order.width, order.height, order.fps)
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", source]
        length, picture = ["-frames:v", str(order.frames)], ["-pix_fmt", "yuv420p", "-threads", "1"]
        subprocess.run([*command, *length, *picture, "-y", str(out)], check=True)
        made = ClipMade(width=order.width, height=order.height, fps=order.fps, frames=order.frames, facts={"toy": True})
        if word == "sound":
            made.sound = self._sound(out.with_suffix(".wav"), float(order.frames / Fraction(order.fps)))
        return made

    def _work(self, word, seconds, paint, report):
        if word == "slow":
            for step in range(20):
                time.sleep(seconds)
                report(step / 20, "toying")
            return
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(0.05)
            if word != "stubborn":
                small = io.BytesIO()
                Image.new("RGB", (32, 18), paint).save(small, "JPEG")
                shown = small.getvalue() if word == "show" else None
                report(1 - (until - time.monotonic()) / seconds, "toying", shown)

    def _sound(self, out, seconds):
        with wave.open(str(out), "wb") as file:
            file.setnchannels(2)
            file.setsampwidth(2)
            file.setframerate(48_000)
            file.writeframes(b"\x00\x10" * 2 * round(48_000 * seconds))
        return out


TAKES = frozenset({"text", "first frame", "last frame", "reference", "sound"})
maker = Maker("camera", "toy", "Toy camera", ToyCamera, takes=TAKES)
