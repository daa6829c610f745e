"""Pictures of listings, drawn from a scene: pure and seeded, with the truth about every logo and text on them.

`render(scene)` gives the JPEG, `render_with_truth(scene)` also says what is where. Needs Pillow, OpenCV and fonts from
packages; no computer's own fonts, no network, no clock.
"""

from countermark.sim.pictures.renderer import render, render_with_truth
from countermark.sim.pictures.scene import Overlay, Scene, SceneError, Transform
from countermark.sim.pictures.truth import Box, LogoTruth, Rendered, TextTruth

__all__ = [
    "Box",
    "LogoTruth",
    "Overlay",
    "Rendered",
    "Scene",
    "SceneError",
    "TextTruth",
    "Transform",
    "render",
    "render_with_truth",
]
