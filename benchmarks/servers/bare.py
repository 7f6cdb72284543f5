"""FastAPI that checks a passenger and runs no model: what HTTP and validation cost alone."""

from fastapi import FastAPI
from titanic.service.schema import Answer, Request

app = FastAPI()
ANSWER = Answer(probability=0.5, verdict="survives", model_version="none")


@app.post("/threads")
def threads(_: Request) -> Answer:
    """Answer in a thread of the pool, as an ordinary function does."""
    return ANSWER


@app.post("/predict")
async def predict(_: Request) -> Answer:
    """Answer in the event loop."""
    return ANSWER
