"""What people see in a browser: the page, and the description of the API at `/docs`.

FastAPI's own `/docs` loads Swagger UI from another host; a package brings the same files to ours.
"""

from pathlib import Path

import fastapi_swagger
from fastapi import APIRouter
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

STATIC = Path(__file__).parents[1] / "static"
SWAGGER = Path(fastapi_swagger.__file__).parent / "resources"

router = APIRouter(include_in_schema=False)
MOUNTS = {
    "/static/swagger": StaticFiles(directory=SWAGGER),
    "/static": StaticFiles(directory=STATIC),
}


@router.head("/")
@router.get("/")
async def page() -> FileResponse:
    """Send the page."""
    return FileResponse(STATIC / "index.html")


@router.head("/docs")
@router.get("/docs")
async def docs() -> FileResponse:
    """Send the page that shows /openapi.json, and lets one try it."""
    return FileResponse(STATIC / "docs.html")
