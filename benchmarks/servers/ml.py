"""MLServer's runtime. `serving.py` writes the settings; `mlserver start FOLDER` runs it."""

import json

from mlserver import MLModel
from mlserver.codecs import StringCodec
from mlserver.types import InferenceRequest, InferenceResponse
from pipeline import answer


class Titanic(MLModel):
    """One passenger in, as JSON in a text input; one probability out."""

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        """Ask the model."""
        (text,) = StringCodec.decode_input(payload.inputs[0])
        found = [json.dumps(answer(json.loads(text)))]
        output = StringCodec.encode_output("probability", found)
        return InferenceResponse(model_name=self.name, outputs=[output])
