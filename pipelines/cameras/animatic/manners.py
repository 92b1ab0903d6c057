"""What places and actions show by themselves, and what people carry: tables that the cast is drawn by."""

from __future__ import annotations

from studio.vocabulary import Size

# What a place or an action shows already needs no cut-out of its own.
PAINTED = {
    "train": "train window curtain seat",
    "railway_station": "train clock bench platform window door",
    "memorial": "monument statue flag grave",
    "cliff": "lighthouse",
    "castle": "castle flag tower",
    "temple": "temple pagoda lantern",
    "bridge": "bridge",
    "city": "building car lamp",
    "street": "lamp building",
    "market": "stall lantern awning",
    "village": "house",
    "field": "house tree",
    "forest": "tree",
    "park": "tree bench lamp",
    "garden": "tree flower fence",
    "island": "palm tree island",
    "harbour": "boat",
    "stadium": "goal",
    "stage": "curtain spotlight",
    "living_room": "sofa lamp window curtain picture plant",
    "bedroom": "bed lamp window",
    "room": "table chair window door",
    "kitchen": "table stove window",
    "library": "shelf book lamp",
    "office": "desk computer window",
    "school": "desk blackboard chair",
    "laboratory": "flask screen",
    "hospital": "bed window",
    "space": "planet star",
    "planet": "planet",
    "factory": "factory chimney",
    "waterfall": "waterfall",
    "ruins": "column",
    "cafe": "table parasol",
    "airport": "plane tower",
    "road": "road tree",
}
STRUNG = ("village", "street", "city", "park", "garden", "cafe", "castle", "bridge", "harbour")  # lanterns hang here
CARRIED = (
    "lantern",
    "umbrella",
    "bag",
    "suitcase",
    "book",
    "letter",
    "camera",
    "phone",
    "flower",
    "torch",
    "basket",
    "box",
    "bottle",
    "cup",
    "map",
    "key",
    "shell",
    "sword",
    "candle",
)
SMALLEST = {Size.WIDE: 0.11, Size.FULL: 0.3, Size.MEDIUM: 0.5}  # of the frame's height: a cat, too, is to be seen
TRINKET = {Size.WIDE: 0.075, Size.FULL: 0.17, Size.MEDIUM: 0.3}  # a lantern is no house
FREE = ("stand", "walk", "run", "hold", "look", "talk", "wave", "sing", "climb")  # a hand is left to carry
HUNG = ("lantern", "candle", "lamp")  # never one alone
FURNITURE = ("door", "window", "table", "chair", "sofa", "bed", "curtain", "desk", "shelf", "stove", "piano")
AFLOAT = ("space", "sky", "underwater")
WATERY = ("sea", "lake", "river", "harbour", "underwater")
