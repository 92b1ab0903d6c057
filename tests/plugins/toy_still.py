"""A real, small still camera for tests: a PNG of the colour of its seed, half as large as was asked for."""

from PIL import Image

from studio.crew import Maker, StillMade
from studio.errors import MakerFailed


class ToyStill:
    id, revision = "toy-still", "1"

    def settle(self, order):
        return order.model_copy(update={"width": order.width // 2, "height": order.height // 2})

    def render(self, order, out, report):
        report(0.0, "painting")
        if order.action == "fail":
            raise MakerFailed("The toy still camera was told to fail: tell it something else.")
        paint = order.seed >> 16 & 255, order.seed >> 8 & 255, order.seed & 255
        Image.new("RGB", (order.width, order.height), paint).save(out, "PNG")
        return StillMade(width=order.width, height=order.height)


maker = Maker("still", "toy-still", "Toy still camera", ToyStill, takes=frozenset({"text", "reference"}))
