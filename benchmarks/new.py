"""Compare `mltrail --help` and `mltrail new` with what people would run instead.

Needs hyperfine and uv on PATH. Run it with `uv run python benchmarks/new.py`; it prints the
tables that stand in docs/benchmarks.md. All commands run on one machine, in one go, each from an
environment of its own with its bytecode compiled. `ccds` takes its template from the network;
`--ccds FOLDER` names a clone of it, so that the network is not what is measured.
"""

import argparse
import os
import shlex
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BARE = """
import typer

app = typer.Typer()


@app.command()
def hello(name: str) -> None:
    print(name)


app()
"""
OPTIONS = ["--shell=bash", "--warmup=3", "--runs=20", "--style=none"]
ANSWERS = "--defaults --data project=titanic --data level=beginner"


def environment(folder: Path, *packages: str) -> Path:
    """Make a virtual environment with these packages and return its folder of programs."""
    subprocess.run(["uv", "venv", "--quiet", folder], check=True)
    install = ["uv", "pip", "install", "--quiet", "--compile-bytecode", "--python", str(folder)]
    subprocess.run([*install, *packages], check=True)
    return folder / "bin"


def compare(title: str, commands: dict[str, str], at: Path, prepare: str = "rm -rf out") -> None:
    """Time commands in turn, each run prepared alike, and print a table."""
    table = at / "table.md"
    named = [word for name, command in commands.items() for word in ("-n", name, command)]
    quiet = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(
        ["hyperfine", *OPTIONS, f"--prepare={prepare}", f"--export-markdown={table}", *named],
        cwd=at,
        env={**quiet, "DO_NOT_TRACK": "1"},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    print(f"\n{title}\n\n{table.read_text('utf-8')}")


def main() -> None:
    """Prepare the rivals, then time them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ccds", default="", help="a clone of the template that `ccds` uses")
    ccds_template = parser.parse_args().ccds
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        ours = environment(at / "ours", str(ROOT))
        bare = at / "bare.py"
        bare.write_text(BARE, "utf-8")
        copier = environment(at / "copier", "copier")
        ccds = environment(at / "ccds", "cookiecutter-data-science")
        kedro = environment(at / "kedro", "kedro")
        template = at / "template"
        subprocess.run(["git", "clone", "--quiet", ROOT, template], check=True)
        compare(
            "Help",
            {
                "bare Typer program `--help`": f"{ours}/python {bare} --help",
                "`mltrail --help`": f"{ours}/mltrail --help",
            },
            at,
        )
        git = "git -C out init -q && git -C out add -A && git -C out commit -qm first"
        kedro_answers = "--name out --tools none --example no --telemetry no"
        compare(
            "A new repo",
            {
                "`mltrail new`, first commit included": (
                    f"{ours}/mltrail new out --project titanic --level beginner"
                ),
                "`copier copy` of the same template, then Git by hand": (
                    f"{copier}/copier copy --quiet --vcs-ref HEAD {ANSWERS} "
                    f"{shlex.quote(str(template))} out && {git}"
                ),
                "`ccds` (no commit)": f"{ccds}/ccds --no-input {ccds_template} repo_name=out",
                "`kedro new` (no commit)": f"{kedro}/kedro new {kedro_answers}",
            },
            at,
        )


if __name__ == "__main__":
    main()
