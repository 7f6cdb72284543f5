"""A model whose file was changed: it computes the same, and then cools."""

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper
from written import written

from mnist import errors


def model(read_twice=False, output="probabilities"):
    """Return a model: softmax of scores (n, 4), and maybe a step that goes on from there."""
    steps = [helper.make_node("Softmax", ["scores"], [output], axis=1)]
    if read_twice:  # the output is computed first and looked at again by a step that is not used
        steps.append(helper.make_node("Identity", [output], ["again"]))
    graph = helper.make_graph(
        steps,
        "g",
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["n", 4])],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["n", 4])],
        [numpy_helper.from_array(np.array([1.0], np.float32), "unused")],
    )
    opset = [helper.make_opsetid("", 20)]
    return helper.make_model(graph, opset_imports=opset, ir_version=10).SerializeToString()


def cooled(content, temperature):
    module = written(errors, "tracking/cooling.py", "cooled")
    found = module.cooled(content, temperature)
    assert isinstance(found, bytes), f"`cooled` should return bytes, not {type(found).__name__}."
    try:
        onnx.checker.check_model(onnx.load_model_from_string(found), full_check=True)
    except Exception as problem:
        said = " ".join(str(problem).split())[:120]
        pytest.fail(f"ONNX says that the new file is no model: {said}.")
    return found


def session(content):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def ends(content):
    found = session(content)
    both = [*found.get_inputs(), *found.get_outputs()]
    return [(each.name, each.shape, each.type) for each in both]


def run(content, scores):
    (found,) = session(content).run(None, {"scores": scores.astype(np.float32)})
    return found


def softmax(scores):
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


@pytest.fixture
def scores():
    return np.random.default_rng(0).normal(0, 3, (6, 4))


@pytest.mark.parametrize("temperature", [1.0, 2.5, 0.5])
def test_it_cools(scores, temperature):
    found, right = run(cooled(model(), temperature), scores), softmax(scores / temperature)
    assert np.allclose(found.sum(axis=1), 1, atol=1e-5), (
        f"With a temperature of {temperature:g}, the probabilities of a row add up to"
        f" {found.sum(axis=1)[0]:.3f}."
    )
    assert np.allclose(found, right, atol=1e-5), (
        f"With a temperature of {temperature:g}, {softmax(scores)[0, 0]:.3f} should become"
        f" {right[0, 0]:.3f}, not {found[0, 0]:.3f}."
    )


def test_the_ends_stay():
    for output in ("probabilities", "chances"):
        before, after = ends(model(output=output)), ends(cooled(model(output=output), 2.0))
        assert [each[0] for each in after] == [each[0] for each in before], (
            f"Inputs and output are called {', '.join(each[0] for each in before)}; now they are"
            f" called {', '.join(each[0] for each in after)}."
        )
        assert after == before, f"Shapes and types were {before} and are {after} now."


@pytest.mark.parametrize("rows", [1, 3])
def test_any_number_of_rows(scores, rows):
    content = cooled(model(), 2.0)
    assert run(content, scores[:rows]).shape == (rows, 4), "It does not take any number of rows."


def test_a_step_that_reads_the_output(scores):
    content = cooled(model(read_twice=True), 2.0)
    assert np.allclose(run(content, scores), softmax(scores / 2), atol=1e-5), (
        "A model with a second step that reads the output comes out wrong."
    )
    graph = onnx.load_model_from_string(content).graph
    (again,) = [node for node in graph.node if "again" in node.output]
    (writer,) = [node for node in graph.node if again.input[0] in node.output]
    assert writer.op_type == "Softmax", (
        "A step that reads the output should still read what it read before, not what was cooled."
    )


def test_the_standard_alone():
    graph = onnx.load_model_from_string(cooled(model(), 2.0)).graph
    foreign = sorted({node.domain for node in graph.node} - {"", "ai.onnx"})
    assert not foreign, f"Only operators of the standard, please: there is also {foreign[0]}."


@pytest.mark.parametrize("temperature", [0, -1.0])
def test_no_temperature(temperature):
    function = written(errors, "tracking/cooling.py", "cooled").cooled
    try:
        function(model(), temperature)
    except ValueError:
        return
    except ArithmeticError:
        pytest.fail(f"A temperature of {temperature:g} should raise a ValueError, with a reason.")
    pytest.fail(f"A temperature of {temperature:g} should raise a ValueError.")
