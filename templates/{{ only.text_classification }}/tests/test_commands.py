"""The commands write what the README says, and answer a mistake with one sentence."""

import json
import re
import shutil
import zipfile

import pandas as pd
import pytest
from failing import failure

from text_classification import data, mistakes, models, params, predict, train, words


@pytest.fixture
def repo(tmp_path, monkeypatch, saved):
    """Send everything the commands write into a folder of the test's own with a trained model."""
    shutil.copytree(saved, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(data, "ROOT", tmp_path)
    return tmp_path


@pytest.fixture
def strangers(tmp_path):
    """Write a file as strangers have it: tabs, no names on top, a text twice."""
    lines = [f"ham\tsee you at {n} o'clock" for n in range(40)]
    lines += [f"spam\tfree prize number {n}, call now" for n in range(30)] + [
        "ham\tSee you at 1 o'clock"
    ]
    (tmp_path / "messages.tsv").write_text("\n".join(lines))
    return tmp_path / "messages.tsv"


def test_train_writes_every_file_that_it_names(repo, capsys, monkeypatch, result):
    monkeypatch.setattr(train, "train", lambda *_: result)
    train.main([])
    out = capsys.readouterr().out
    printed = re.findall(r"(?:reports|models)/\w+\.\w+", out)
    assert len(printed) == 3 + len(list((repo / "reports").glob("*.png")))
    assert all((repo / path).stat().st_size > 0 for path in printed)
    assert max(map(len, out.splitlines())) <= 80


def test_the_scores_in_the_readme_are_those_of_a_run(result):
    readme = (params.PATH.parent / "README.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^\| `(\w+)` \| ([\d.]+) \|", readme, re.MULTILINE))
    assert set(shown) == set(result.metrics)
    for name, value in result.metrics.items():
        near = pytest.approx(float(shown[name]), rel=0.02, abs=0.005)
        assert value == near, f"{name}: update README.md"


def test_metrics_are_numbers_that_a_machine_can_read(saved, result):
    metrics = json.loads((saved / "reports" / "metrics.json").read_text())
    assert metrics == pytest.approx(result.metrics, abs=1e-6)


def test_a_saved_model_gives_the_same_answers(saved, result, texts):
    loaded = predict.load_model(saved / "models" / "model.skops")
    some = texts["text"].head(300)
    pd.testing.assert_frame_equal(predict.points(loaded, some), predict.points(result.model, some))


def test_a_file_of_strangers_is_learned_asked_and_leaves_our_run_alone(repo, strangers, capsys):
    before = (repo / "reports" / "metrics.json").read_bytes()
    train.main(["--data", str(strangers)])
    out = capsys.readouterr().out
    assert "the text is `2`, the label is `1`" in out
    assert "1 rows say what another says: left out." in out
    assert (repo / "reports" / "metrics.json").read_bytes() == before
    assert (repo / "other" / ".gitignore").read_text() == "*\n"
    predict.main(["--from", str(repo / "other" / "messages"), "a free prize"])
    assert capsys.readouterr().out.startswith("spam")
    words.main(["--from", str(repo / "other" / "messages"), "prize"])
    assert capsys.readouterr().out.startswith("prize, most for:\n  spam")


def test_predict_tells_three_labels_and_the_words_that_say_so(repo, capsys):
    predict.main(["--from", str(repo), "a", "chess", "game"])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert re.fullmatch(r"games +\d\.\d\d  game, chess", lines[0])


def test_predict_answers_for_a_file_and_writes_the_answers(repo, capsys, tmp_path):
    given = pd.read_csv(data.TEST)
    answers = tmp_path / "answers.csv"
    predict.main(["--from", str(repo), "--file", str(data.TEST), "--output", str(answers)])
    assert "1118 texts" in capsys.readouterr().out
    written = pd.read_csv(answers)
    assert written["package"].tolist() == given["package"].tolist()
    assert (written["predicted"] == written["section"]).mean() > 0.8


def test_words_tells_what_speaks_for_a_label(repo, capsys):
    words.main(["--from", str(repo), "games"])
    out = capsys.readouterr().out
    assert out.startswith("games, for:\n  game ")
    assert "games, against:" in out
    assert all(float(weight) < 0 for weight in re.findall(r"-?\d+\.\d+", out)[-5:])


def test_a_name_that_is_neither_label_nor_word_is_explained(repo, capsys):
    message = failure(capsys, words.main, "--from", repo, "gamess")[1]
    assert "Did you mean `games`?" in message


def test_mistakes_are_counted_by_pairs_either_way(repo, capsys):
    wrong = [("a", "b", "one"), ("b", "a", "two"), ("a", "c", "three")]
    table = pd.DataFrame(wrong, columns=["label", "predicted", "text"])
    assert mistakes.pairs(table).to_dict("tight")["data"] == [["a", "b", 2], ["a", "c", 1]]


def test_mistakes_shows_the_texts_of_a_pair(repo, result, capsys):
    wrong = result.mistakes.query("label == 'net' and predicted == 'admin'")
    mistakes.main(["--from", str(repo), "net", "admin"])
    out = capsys.readouterr().out
    assert out.startswith(f"{len(wrong)} are net to people, and admin to the model.")
    assert wrong["text"].iloc[0][:40] in out
    mistakes.main(["--from", str(repo)])
    assert f"{len(result.mistakes)} mistakes" in capsys.readouterr().out


def test_no_mistake_is_a_right_answer(result):
    assert (result.mistakes["label"] != result.mistakes["predicted"]).all()
    share = len(result.mistakes) / 4644
    assert share == pytest.approx(1 - result.metrics["cv_accuracy_mean"], abs=0.003)


def test_a_label_that_nobody_has_is_explained(repo, capsys):
    assert "Did you mean `net`" in failure(capsys, mistakes.main, "--from", repo, "nett", "web")[1]


@pytest.mark.parametrize("command", [[predict, "a text"], [words, "games"], [mistakes]])
def test_before_training_each_command_says_what_to_do(capsys, tmp_path, command):
    module, *arguments = command
    message = failure(capsys, module.main, "--from", tmp_path, *arguments)[1]
    assert "uv run train" in message


def test_nothing_to_predict_is_told(capsys):
    assert "--file" in failure(capsys, predict.main)[1]


def test_a_damaged_model_is_explained(repo, capsys):
    (repo / "models" / "model.skops").write_bytes(b"half a model")
    assert "damaged" in failure(capsys, predict.main, "--from", repo, "a text")[1]


def test_a_model_file_with_a_foreign_type_inside_is_not_opened(repo):
    path = repo / "models" / "model.skops"
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    schema = json.loads(parts["schema.json"])
    schema |= {"__class__": "Popen", "__module__": "subprocess"}
    with zipfile.ZipFile(path, "w") as file:
        for name, part in parts.items():
            file.writestr(name, json.dumps(schema) if name == "schema.json" else part)
    with pytest.raises(models.ModelError, match=r"subprocess\.Popen"):
        predict.load_model(path)


def test_pictures_are_there_for_many_labels_and_for_two(texts, tmp_path):
    for count in (2, 17):
        names = sorted(texts["label"].unique())[:count]
        few = texts[texts["label"].isin(names)].drop(columns="exam")
        made = train.train(params.Params(3, "naive_bayes"), few.groupby("label").head(30))
        files = train.save(made, tmp_path / str(count))
        assert {"labels.png", "mixed_up.png"} <= {file.name for file in files}
