"""The network that a params.yaml asks for; a module of its own, since it is quick to import."""

from .. import models
from ..history import TrainingError
from ..network import Network
from ..params import Params


def network_of(settings: Params) -> Network:
    """Return the untrained network that the settings ask for, or raise TrainingError."""
    model = models.build(settings.model, **settings.options)
    if not isinstance(model, Network):
        raise TrainingError(f"`{settings.model}` is no network. Choose one in params.yaml: `cnn`.")
    return model
