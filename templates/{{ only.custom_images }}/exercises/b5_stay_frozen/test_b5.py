"""A network that stays frozen, whoever calls `train`."""

import copy

import pytest
import torch
from torch import nn
from written import written

from custom_images import errors


def frozen(net):
    made = written(errors, "frozen.py", "Frozen").Frozen(net)
    assert isinstance(made, nn.Module), "`Frozen` should be an nn.Module."
    return made


@pytest.fixture
def net():
    torch.manual_seed(3)
    return nn.Sequential(nn.Linear(6, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Dropout(0.5))


def test_it_answers_as_the_network_does(net):
    x = torch.randn(9, 6)
    expected = copy.deepcopy(net).eval()(x)
    made = frozen(net)
    found = made(x)
    assert found is not None, "Called, it returns nothing. Is a `return` missing?"
    assert torch.allclose(found, expected), (
        "It does not answer as the network does in eval mode; just made, it should."
    )


def test_no_weight_learns(net):
    made = frozen(net)
    weights = [*made.parameters()]
    assert weights, "The weights of the network are not among its own: keep it as an attribute."
    assert not any(each.requires_grad for each in weights), "Some of the weights may still learn."


@pytest.mark.parametrize("way", ["it", "the whole"])
def test_train_changes_nothing(net, way):
    made = frozen(net)
    whole = nn.Sequential(made, nn.Linear(5, 2))
    x, before = torch.randn(9, 6), {k: v.clone() for k, v in made.state_dict().items()}
    expected = made(x).detach()
    back = made.train() if way == "it" else whole.train()[0]
    assert back is made, "`train()` should return the module itself."
    assert torch.allclose(made(x), expected), (
        f"After `train()` on {way}, it gives other answers: batch norm and dropout woke up."
    )
    after = made.state_dict()
    assert all(torch.equal(after[name], before[name]) for name in before), (
        f"After `train()` on {way}, a batch changes what batch norm has measured."
    )


def test_the_head_still_learns(net):
    whole = nn.Sequential(frozen(net), nn.Linear(5, 2))
    whole.train()
    assert whole[1].training, "The head beside it should be in train mode."
    whole(torch.randn(9, 6)).sum().backward()
    assert whole[1].weight.grad is not None, "The head beside it should still learn."


def test_eval_works(net):
    made = frozen(net)
    assert made.eval() is made, "`eval()` should return the module itself."
    assert made.train(False) is made, "`train(False)` should return the module itself."
