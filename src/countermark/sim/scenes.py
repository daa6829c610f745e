"""What each picture of a world shows: from the truth about a listing to the scene that the renderer draws."""

from dataclasses import dataclass, replace
from typing import Final

from countermark.sim.brand_registry import line_id
from countermark.sim.catalogue import HOLDERS
from countermark.sim.chunk import Chunk
from countermark.sim.content import LANGUAGES, goods_names, table
from countermark.sim.names import shop_words
from countermark.sim.pictures.randomness import Draw
from countermark.sim.pictures.scene import Colour, Overlay, Scene, Transform
from countermark.sim.pictures.text import script_of
from countermark.sim.plan import KIND
from countermark.sim.shots import CHANGE, FORMATS, SOURCE, Sets, brand_sets
from countermark.sim.world import World

COLOURS: Final[tuple[Colour, ...]] = (
    (30, 30, 33), (238, 238, 235), (196, 32, 40), (34, 84, 168), (38, 122, 66), (128, 130, 134), (232, 150, 178),
    (112, 72, 44), (236, 196, 50),
)  # fmt: skip
"""In the order of the names of colours."""
KNOWN_SHOTS: Final = {"good": 3, "careless": 1, "malicious": 3, "asleep": 0}
"""How many pictures of each model a rights holder has given the platform."""
SHOT_WITH_NAME: Final = 5
"""The picture of a set on which the brand writes the name of the product."""
_SLOGANS: Final = (0.08, 0.3, 0.16)
"""Share of first pictures with a slogan on them, by language."""
_MORE: Final = {"rescaled": 0.2, "framed": 0.1, "screenshot": 0.06, "collage": 0.05}
"""How often a copied picture is changed in other ways as well."""


@dataclass(frozen=True)
class Shown:
    """One picture before it is drawn."""

    scene: Scene
    changes: tuple[str, ...]
    """What was done to the original."""
    goods: str
    """`genuine`, `counterfeit` or `generic`: what the picture shows, whatever the listing sells."""
    model: int
    """Model whose brand has the original, -1 where it is not a brand's."""


class Scenes:
    """Makes the scenes of a chunk of listings.

    Args:
        world: to which the chunk belongs.
        chunk: of listings.
        sets: whose pictures its listings show.
    """

    def __init__(self, world: World, chunk: Chunk, sets: Sets) -> None:
        self._world, self._plan, self._sets = world, chunk.plan, sets
        self._colours = _colours_said(chunk)

    def scene(self, row: int, number: int, shot: int, file_format: int, *, harmless: bool) -> Shown:
        """Return a picture of a listing.

        Args:
            row: of the listing in its chunk.
            number: of the picture in its listing, from 1.
            shot: which picture of its set it is.
            file_format: place in `FORMATS`.
            harmless: it belongs to a bait that is still what it says.
        """
        draw = Draw(int(self._plan.listing[row]), f"pictures {self._world.config.seed}")
        source = SOURCE["own_photo"] if harmless else int(self._sets.source[row])
        if harmless:
            shown = Shown(self._unbranded(row, shot), (), "generic", -1)
        elif source == SOURCE["brand_picture"]:
            shown = self._honest_copy(row, number, shot, draw)
        elif source == SOURCE["copied_brand_picture"]:
            shown = self._copy(row, number, shot, draw)
        else:
            shown = self._photo(row, number, shot, source, draw)
        if source == SOURCE["own_photo"]:
            shown = self._with_slogan(shown, row, number, draw)
        return replace(shown, scene=replace(shown.scene, file_format=FORMATS[file_format]))

    def _photo(self, row: int, number: int, shot: int, source: int, draw: Draw) -> Shown:
        """Return a photo that the seller, or somebody with whom he works, has taken."""
        plan, kind = self._plan, int(self._plan.kind[row])
        if kind in (KIND["compatible"], KIND["accessory"], KIND["generic"]):
            return Shown(self._unbranded(row, shot), (), "generic", -1)
        fake = kind == KIND["counterfeit"]
        number_of_set = int(self._sets.number[row])
        said = self._colours[row] if source == SOURCE["own_photo"] else ()
        scene = replace(
            _of_model(self._world, int(plan.model[row]), number_of_set, shot),
            authenticity="counterfeit" if fake else "own_photo",
            maker_seed=1 + self._workshop(row) if fake else 0,
            room_seed=self._room(row, source),
            colours=said,
            zoom=_zoom(number_of_set, shot),
        )
        goods = "counterfeit" if fake else "genuine"
        if int(self._sets.change[row]) == CHANGE["text_over_it"]:
            if source == SOURCE["own_photo"]:
                return Shown(self._hidden(scene, row, number, draw), ("text_over_it", "logo_hidden"), goods, -1)
            copied = replace(scene, seed=_seed(number_of_set, f"copy {plan.listing[row]} {number}"), copy_of=scene)
            return Shown(self._hidden(copied, row, number, draw), ("text_over_it", "logo_hidden"), goods, -1)
        if source != SOURCE["own_photo"] and draw.chance(0.5):
            return Shown(self._recompressed(scene, row, number, draw), ("recompressed",), goods, -1)
        return Shown(scene, (), goods, -1)

    def _workshop(self, row: int) -> int:
        return int(self._world.operators.workshop[int(self._plan.source[row])])

    def _room(self, row: int, source: int) -> int:
        """Return where the photos are taken: sellers have up to three places, operators one, rings one."""
        plan, seed = self._plan, self._world.config.seed
        if source == SOURCE["rings_set"]:
            return _seed(seed, f"room of ring {self._world.operators.ring[int(plan.source[row])]}")
        if source == SOURCE["operators_set"]:
            return _seed(seed, f"room of operator {plan.source[row]} {plan.step[row]}")
        return _seed(seed, f"room of seller {plan.seller[row]} {plan.listing[row] % 3}")

    def _honest_copy(self, row: int, number: int, shot: int, draw: Draw) -> Shown:
        """Return a brand's picture as resellers show it: as it is, saved once more, or with a slogan or watermark."""
        model = int(self._plan.model[row])
        original = brand_original(self._world, model, shot)
        how = draw.weighted({"as it is": 5, "recompressed": 3, "written on": 2})
        if how == "written on" and int(self._plan.kind[row]) == KIND["authorised"] and number > 1:
            how = "as it is"
        if how == "as it is":
            return Shown(original, (), "genuine", model)
        scene = self._recompressed(original, row, number, draw)
        if how == "recompressed":
            return Shown(scene, ("recompressed",), "genuine", model)
        if draw.chance(0.5):
            return Shown(
                replace(scene, watermark=self._shop(row)), ("watermarked", "recompressed"), "genuine", model
            )  # fmt: skip
        if number > 1:
            return Shown(scene, ("recompressed",), "genuine", model)
        scene = replace(scene, overlays=(self._overlay(row, "slogans", draw, ("badge", "banner")),))
        return Shown(scene, ("text_over_it", "recompressed"), "genuine", model)

    def _copy(self, row: int, number: int, shot: int, draw: Draw) -> Shown:
        """Return a brand's picture as a counterfeiter shows it."""
        model, change = int(self._plan.model[row]), int(self._sets.change[row])
        original = brand_original(self._world, model, shot)
        changes, transforms = list[str](), list[Transform]()
        turn, part = draw.one((-1, 1)) * draw.between(20, 100), draw.between(0.08, 0.3)
        more = [name for name, share in _MORE.items() if draw.chance(share)]
        marked = draw.chance(0.2)
        here = Draw(original.seed, f"copy {self._plan.listing[row]} {number}")
        if number == 1 or here.chance(0.85):
            if change == CHANGE["mirrored"]:
                transforms.append(Transform("mirror"))
                changes.append("mirrored")
            elif change == CHANGE["recoloured"]:
                transforms.append(Transform("recolour", turn))
                changes.append("recoloured")
            elif change == CHANGE["cropped"]:
                transforms.append(Transform("crop", min(0.4, part * here.between(0.8, 1.2))))
                changes.append("cropped")
        able = {
            "rescaled": Transform("rescale", here.between(0.55, 0.95)),
            "framed": Transform("border", here.between(0.02, 0.08)),
            "screenshot": Transform("screenshot", here.one((0, 1))),
            "collage": Transform("collage", here.whole(2, 4)),
        }
        for name in more:
            if name in ("rescaled", "framed") or number == 1:
                transforms.append(able[name])
                changes.append(name)
        scene = replace(
            original, seed=_seed(original.seed, f"copy {self._plan.listing[row]} {number}"), copy_of=original,
            width=0, height=0, overlays=(), transform=tuple(transforms), watermark=self._shop(row) if marked else "",
            jpeg_quality=here.whole(50, 88),
        )  # fmt: skip
        if marked:
            changes.append("watermarked")
        if change == CHANGE["text_over_it"]:
            scene = self._hidden(scene, row, number, draw)
            changes += ["text_over_it", "logo_hidden"]
        return Shown(scene, (*changes, "recompressed"), "genuine", model)

    def _recompressed(self, original: Scene, row: int, number: int, draw: Draw) -> Scene:
        return replace(
            original, seed=_seed(original.seed, f"again {self._plan.listing[row]} {number}"), copy_of=original,
            width=0, height=0, overlays=(), jpeg_quality=draw.whole(60, 90),
        )  # fmt: skip

    def _hidden(self, scene: Scene, row: int, number: int, draw: Draw) -> Scene:
        """Return the scene with the logo hidden, and on the first picture with words that say what is meant."""
        state = draw.weighted({"blurred": 4, "mosaic": 4, "covered": 3})
        words = [self._overlay(row, "coded", draw, ("caption", "badge"))]
        if draw.chance(0.4):
            words.append(self._overlay(row, "contacts", draw, ("contact", "banner")))
        return replace(scene, logo_state=state, overlays=tuple(words if number == 1 else words[:1]))

    def _with_slogan(self, shown: Shown, row: int, number: int, draw: Draw) -> Shown:
        wanted = number == 1 and draw.chance(_SLOGANS[int(self._plan.language[row])])
        scene = shown.scene
        if wanted and not scene.overlays:
            scene = replace(scene, overlays=(self._overlay(row, "slogans", draw, ("badge", "banner", "caption")),))
        if draw.chance(0.06):
            scene = replace(scene, watermark=self._shop(row))
        return replace(shown, scene=scene)

    def _overlay(self, row: int, words: str, draw: Draw, styles: tuple[str, ...]) -> Overlay:
        said = str(draw.one(table("pictures")[words][LANGUAGES[int(self._plan.language[row])]]))
        return Overlay(said, script_of(said), draw.one(styles))

    def _shop(self, row: int) -> str:
        """Return what a seller calls himself in his watermarks."""
        first, second = shop_words(int(self._plan.language[row]))
        draw = Draw(int(self._plan.seller[row]), f"watermark {self._world.config.seed}")
        return f"{draw.one(first)} {draw.one(second)}"

    def _unbranded(self, row: int, shot: int) -> Scene:
        """Return a photo of goods without a brand: what the listing is about, or a box with what goes with it."""
        plan = self._plan
        goods = goods_names()[int(plan.goods[row])]
        code, number = LANGUAGES[int(plan.language[row])], _seed(self._world.config.seed, f"item {plan.listing[row]}")
        accessory = int(plan.kind[row]) == KIND["accessory"]
        look = table("pictures")["accessory"] if accessory else table("pictures")["goods"][goods]
        part = {KIND["accessory"]: "accessory", KIND["compatible"]: "part"}.get(int(plan.kind[row]), "noun")
        draw = Draw(number, "unbranded")
        return Scene(
            seed=_seed(number, f"shot {shot}"), brand_id="none", brand_name="none", mark_seed=number,
            category=look["category"], shape=draw.one(look["shapes"]),
            product_text=str(draw.one(table("goods")[goods][part][code])), colours=self._colours[row],
            authenticity="generic", item_seed=number, room_seed=self._room(row, SOURCE["own_photo"]),
            zoom=_zoom(number, shot),
        )  # fmt: skip


def brand_original(world: World, model: int, shot: int) -> Scene:
    """Return a picture that a brand has of one of its models."""
    number = int(brand_sets(world, [model])[0])
    scene = _of_model(world, model, number, shot)
    ground = "white" if shot == 0 else Draw(number, f"ground {shot}").one(("white", "gradient", "gradient"))
    written: tuple[Overlay, ...] = ()
    if shot == SHOT_WITH_NAME:
        written = (Overlay(scene.product_text, script_of(scene.product_text), "caption"),)
    return replace(
        scene, authenticity="genuine", background=ground, room_seed=number, zoom=_zoom(number, shot), overlays=written
    )


def known_pictures(world: World, model: int) -> list[tuple[int, str]]:
    """Return the pictures of a model that its brand has given the platform: (shot, where it lies below `platform/`)."""
    brand = int(world.catalogue.model_brand[model])
    count = KNOWN_SHOTS[HOLDERS[int(world.catalogue.holder[brand])]]
    place = model - int(world.catalogue.first_model[brand]) + 1
    folder = f"pictures/brands/{world.catalogue.brands[brand].brand_id}"
    return [(shot, f"{folder}/{place:02}-{shot + 1}.jpg") for shot in range(count)]


def line_of(world: World, model: int) -> str:
    """Return the id of the product line of a model."""
    return line_id(world.catalogue, int(world.catalogue.model_line[model]))


def _of_model(world: World, model: int, number_of_set: int, shot: int) -> Scene:
    """Return a scene with a model of a brand, as yet without where it was taken and by whom."""
    catalogue = world.catalogue
    number = int(catalogue.model_brand[model])
    brand = catalogue.brands[number]
    mark = _seed(world.config.seed, f"mark {number}")
    look = table("pictures")["goods"][goods_names()[brand.goods]]
    line = catalogue.lines[int(catalogue.model_line[model])][1]
    return Scene(
        seed=_seed(number_of_set, f"shot {shot}"), brand_id=brand.brand_id, brand_name=brand.name, mark_seed=mark,
        category=look["category"], brand_name_local=brand.latin if brand.name == brand.han else brand.han,
        shape=Draw(mark, f"shape {line}").one(look["shapes"]), product_text=f"{line} {catalogue.model_name[model]}",
        item_seed=number_of_set,
    )  # fmt: skip


def _zoom(number: int, shot: int) -> float:
    """Return how near the camera is: the first picture shows the whole, of the others one in three a part."""
    draw = Draw(number, f"zoom {shot}")
    return draw.between(1.5, 2.3) if shot and draw.chance(0.35) else 1.0


def _colours_said(chunk: Chunk) -> list[tuple[Colour, ...]]:
    """Return the colours of the goods of each listing, where its attributes say one; else nothing."""
    known = {name: at for code in LANGUAGES for at, name in enumerate(table("names")["colours"][code])}
    found: list[tuple[Colour, ...]] = []
    for listing, attributes in enumerate(chunk.first.batch.column("attributes").to_pylist()):
        said = [known[value] for _, value in attributes if value in known]
        other = Draw(listing, "second colour").one((COLOURS[0], COLOURS[1], COLOURS[5]))
        found.append((COLOURS[said[0]], other) if said else ())
    return found


def _seed(number: int, part: str) -> int:
    """Return a seed that follows from a number and a part's name, from 1 to 2^53."""
    return Draw(number, part).whole(1, 2**53)
