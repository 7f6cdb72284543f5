"""What an ONNX file asks for, inside of other operators as well."""

from onnx import TensorProto, helper
from written import written

from titanic import errors


def function(name):
    module = written(errors, "tracking/contents.py", name)
    return getattr(module, name)


def graph(*nodes, name="g"):
    end = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])
    return helper.make_graph(list(nodes), name, [], [end])


def step(kind, domain="", **more):
    return helper.make_node(kind, [], ["y"], domain=domain, **more)


def content(*nodes):
    return helper.make_model(graph(*nodes)).SerializeToString()


def counted(*nodes):
    return dict(function("operators")(content(*nodes)))


def domains(*nodes):
    return list(function("foreign")(content(*nodes)))


def test_operators_are_counted():
    found = counted(step("Add"), step("Mul"), step("Add"), step("Scaler", "ai.onnx.ml"))
    assert found == {"Add": 2, "Mul": 1, "Scaler": 1}, (
        f"Two `Add`, one `Mul` and one `Scaler` come out as {found}."
    )
    assert counted() == {}, "A model without any step should give an empty dictionary."


def test_operators_inside_of_others_are_counted():
    inner = graph(step("Mul"), step("Loop", body=graph(step("Exp"))))
    found = counted(step("If", then_branch=inner, else_branch=graph(step("Mul"))))
    assert found == {"If": 1, "Mul": 2, "Loop": 1, "Exp": 1}, (
        f"What stands in the branches of an `If`, and in a `Loop` there, should count: not {found}."
    )


def test_operators_in_a_list_of_graphs_are_counted():
    found = counted(step("Case", "shop", bodies=[graph(step("Sin")), graph(step("Cos"))]))
    assert found == {"Case": 1, "Sin": 1, "Cos": 1}, (
        f"An attribute may hold several graphs, in `graphs`. Yours gives {found}."
    )


def test_the_standard_is_not_foreign():
    found = domains(step("Add"), step("Add", "ai.onnx"), step("Scaler", "ai.onnx.ml"))
    assert found == [], f"These domains are the standard's and not foreign: {found}."


def test_foreign_domains_are_named_once_and_in_order():
    found = domains(step("B", "zoo"), step("A", "com.shop"), step("C", "zoo"), step("Add"))
    assert found == ["com.shop", "zoo"], f"`zoo`, `com.shop` and `zoo` again come out as {found}."


def test_a_near_name_is_foreign():
    found = domains(step("A", "ai.onnx.ml.evil"), step("B", "ai.onnxx"))
    assert found == ["ai.onnx.ml.evil", "ai.onnxx"], (
        f"A name that only begins like the standard's is foreign; yours are {found}."
    )


def test_foreign_domains_hide_nowhere():
    found = domains(step("If", then_branch=graph(step("Run", "evil")), else_branch=graph()))
    assert found == ["evil"], "A foreign operator in a branch of an `If` is not found."
