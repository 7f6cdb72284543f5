"""What a program that sends a picture can rely on."""

import base64
import io
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image

from mnist import data, picture
from mnist.analysis import occlusion
from mnist.service import budget, engine, schema
from mnist.tracking import samples

EXAMPLES = sorted((data.ROOT / "examples").iterdir())
SEVEN = schema.Request.model_config["json_schema_extra"]["examples"][0]


def body(content):
    return {"image": base64.b64encode(content).decode()}


@pytest.fixture
def unfolded(monkeypatch):
    """Note every picture that is unfolded: its pixels, and in which thread."""
    seen = []
    shrink = picture._small

    def small(image):
        seen.append((image.width * image.height, threading.current_thread()))
        return shrink(image)

    monkeypatch.setattr(picture, "_small", small)
    return seen


def file(image, kind="PNG", **options):
    content = io.BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def refusal(client, asked):
    response = client.post("/predict", json=asked)
    assert response.status_code == 422
    assert list(response.json()["errors"]) == ["image"]
    return response.json()["errors"]["image"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_answer_is_that_of_the_command_line(client, result, path):
    expected = result.model.predict_proba(picture.read(path)[None])[0]
    answer = client.post("/predict", json=body(path.read_bytes())).json()
    assert answer["probabilities"] == pytest.approx(expected.tolist(), abs=1e-5)
    assert answer["probability"] == max(answer["probabilities"])
    assert answer["digit"] == expected.argmax()
    assert sum(answer["probabilities"]) == pytest.approx(1, abs=1e-5)


def test_the_warning_is_that_of_the_command_line(client, result, sample):
    exam = data.split(sample, 42).test.images
    both = np.hstack([exam[0], exam[1]])  # two digits
    stripes = (np.indices((40, 40)).sum(0) % 9 // 5 * 255).astype(np.uint8)
    images = [both, exam[0], stripes]
    prepared = samples.arriving(images)
    answers = client.post("/predict/batch", json={"items": [body(samples.png(i)) for i in images]})
    found = [answer["warning"] for answer in answers.json()["answers"]]
    assert found == result.familiar.warnings(prepared)
    assert [warning is None for warning in found] == [False, True, False]


def test_a_model_that_was_exported_without_typical_pictures_answers_without_warnings(exported):
    model = engine.load(exported / "model.onnx")
    del model.about.extra["familiar"]
    (answer,) = schema.answer(model, [schema.Request(**SEVEN)])
    assert (answer.digit, answer.warning) == (7, None)


def test_a_picture_may_also_be_sent_as_it_is(client):
    for path in EXAMPLES:
        kind = {"content-type": "image/png" if path.suffix == ".png" else "image/jpeg"}
        content = path.read_bytes()
        plain = client.post("/predict/file", content=content, headers=kind)
        assert plain.json() == client.post("/predict", json=body(content)).json()


def test_a_file_that_is_no_picture_is_refused_in_the_same_form(client):
    response = client.post("/predict/file", content=b"no picture")
    assert response.status_code == 422
    assert "no PNG or JPEG file" in response.json()["detail"]


def test_the_page_can_show_what_the_model_sees(client):
    path = EXAMPLES[0]
    seen = client.post("/prepare", json=body(path.read_bytes())).json()["pixels"]
    assert seen == picture.read(path).tolist()


def test_many_digits_get_the_answers_of_the_trained_model(client, result, sample):
    images = data.split(sample, 42).test.images[:300]
    items = [body(samples.png(image)) for image in images]
    answers = client.post("/predict/batch", json={"items": items}).json()["answers"]
    expected = result.model.predict_proba(samples.arriving(images))
    found = np.array([answer["probabilities"] for answer in answers])
    assert np.abs(found - expected).max() < 1e-5


def test_the_heat_is_what_covering_a_place_costs(client, result):
    path = data.ROOT / "examples" / "four-thin.png"
    told = client.post("/explain", json=body(path.read_bytes())).json()
    alone = client.post("/predict", json=body(path.read_bytes())).json()
    assert told.items() >= alone.items()
    image = picture.read(path)
    expected = occlusion.lost(result.model.predict_proba, image, told["digit"])
    assert np.array(told["heat"]) == pytest.approx(expected, abs=1e-4)
    assert told["pixels"] == image.tolist()


@pytest.mark.parametrize("value", [None, 7, ["x"], {"a": 1}, "no base64!", "AAA", "", "AAAA"])
def test_what_is_no_picture_is_refused_in_words(client, value):
    said = refusal(client, {"image": value})
    assert "PNG or JPEG" in said


def test_an_empty_sheet_is_refused(client):
    assert "shows no digit" in refusal(client, body(file(Image.new("L", (50, 50), 255))))


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "WEBP", "ICO"])
def test_other_kinds_of_pictures_are_not_even_looked_into(client, kind):
    assert "no PNG or JPEG" in refusal(client, body(file(Image.new("RGB", (32, 32)), kind)))


def test_a_small_file_that_unfolds_into_a_huge_picture_is_refused(client):
    bomb = file(Image.new("1", (9_000, 9_000)))
    assert len(bomb) < 20_000
    assert "4,000,000 pixels" in refusal(client, body(bomb))
    plain = client.post("/predict/file", content=bomb)
    assert "too big: 9000 x 9000 pixels" in plain.json()["detail"]


def test_many_small_files_cannot_unfold_into_more_than_one_may(client, unfolded):
    sheet = Image.new("1", (1_000, 1_000), 1)
    sheet.paste(0, (450, 200, 550, 800))
    items = {"items": [body(file(sheet))] * 300}
    for _ in range(2):  # each request has a budget of its own
        response = client.post("/predict/batch", json=items)
        assert response.status_code == 422
        assert "4,000,000 pixels" in response.json()["errors"]["items.4.image"]
        assert sum(pixels for pixels, _ in unfolded) == budget.MOST
        unfolded.clear()
    assert client.post("/predict/batch", json={"items": items["items"][:4]}).status_code == 200


def test_damaged_pictures_count_too(client, unfolded):
    whole = file(Image.effect_noise((1_000, 1_000), 50), "JPEG", quality=5)
    items = {"items": [body(whole[: len(whole) // 4])] * 20}
    assert client.post("/predict/batch", json=items).status_code == 422
    assert sum(pixels for pixels, _ in unfolded) == budget.MOST


def test_a_photo_is_sent_as_a_file_and_holds_nobody_up(client, unfolded):
    with Image.open(data.ROOT / "examples" / "five-photo.jpg") as small:
        photo = file(small.convert("RGB").resize((4032, 3024)), "JPEG", quality=98)
    assert len(photo) > 1_000_000  # as phones send them
    response = client.post("/predict/file", content=photo)
    assert response.json()["digit"] == 5
    ((pixels, thread),) = unfolded
    assert pixels == 4032 * 3024
    assert "AnyIO worker" in thread.name  # not the one that takes requests


def test_photos_are_unfolded_one_at_a_time(app, monkeypatch):
    now, most, unfold = [], [], schema.prepare

    def prepare(content):
        now.append(1)
        most.append(len(now))
        threading.Event().wait(0.2)  # time enough for a second one, if it were let in
        now.pop()
        return unfold(content)

    monkeypatch.setattr(schema, "prepare", prepare)
    content = base64.b64decode(SEVEN["image"])
    with TestClient(app) as client, ThreadPoolExecutor(3) as people:
        asked = [people.submit(client.post, "/predict/file", content=content) for _ in range(3)]
        assert [each.result().json()["digit"] for each in asked] == [7, 7, 7]
    assert max(most) == 1


def test_a_request_may_be_as_large_as_a_photo_and_no_larger(client):
    response = client.post("/predict/file", content=b" " * (schema.MOST_BYTES + 1))
    assert response.status_code == 413
    assert "8,000,000 bytes" in response.json()["detail"]


def test_a_heic_photo_is_named(client):
    heic = b"\0\0\0\x18ftypheic" + b"\0" * 100
    assert "HEIC" in refusal(client, body(heic))
    assert "HEIC" in client.post("/predict/file", content=heic).json()["detail"]


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_no_damage_to_a_file_breaks_the_service(client, kind):
    sheet = Image.open(data.ROOT / "examples" / "seven.png").convert("RGB")
    exif = sheet.getexif()
    exif[0x0112] = 6  # lies on its side
    whole = file(sheet, kind, exif=exif)
    rng = np.random.default_rng(7)
    for _ in range(300):
        content = bytearray(whole[: rng.integers(8, len(whole) + 1)])
        for place in rng.integers(0, len(content), size=rng.integers(1, 9)):
            content[place] = rng.integers(256)
        response = client.post("/predict", json=body(bytes(content)))
        assert response.status_code in (200, 422)


def test_a_failure_inside_tells_nothing_about_the_inside(client, monkeypatch):
    def fail(*_):
        raise RuntimeError("a secret")

    monkeypatch.setattr(schema, "answer", fail)
    response = client.post("/predict", json=SEVEN)
    assert response.status_code == 500
    assert "secret" not in response.text
