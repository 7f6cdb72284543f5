"""What Schemathesis sends where the description of the API asks for a picture."""

import base64
import io

import schemathesis
from hypothesis import strategies as st
from PIL import Image, ImageDraw

POINTS = st.tuples(st.integers(0, 60), st.integers(0, 40))


@st.composite
def pictures(draw, kind):
    """Return a PNG or JPEG file with a few random strokes in random colours."""
    paper, ink = draw(st.sampled_from([("white", "black"), ("black", "white"), ("navy", "pink")]))
    sheet = Image.new("RGB", (61, 41), paper)
    for _ in range(draw(st.integers(1, 3))):
        ends = [draw(POINTS), draw(POINTS), (30, 20)]
        ImageDraw.Draw(sheet).line(ends, ink, draw(st.integers(2, 6)))
    file = io.BytesIO()
    sheet.save(file, kind)
    return file.getvalue()


text = st.one_of(pictures("PNG"), pictures("JPEG")).map(base64.b64encode).map(bytes.decode)
schemathesis.openapi.format("picture", text)
schemathesis.openapi.media_type("image/png", pictures("PNG"))
schemathesis.openapi.media_type("image/jpeg", pictures("JPEG"))
