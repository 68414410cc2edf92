"""A contestant of `benchmarks.rendering`: jobs rendered in helper processes, as `ayumi run` has them rendered.

Run: python -m benchmarks.rendering_ours FOLDER WORKERS, where FOLDER holds the pickled jobs.
"""

import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from flows.crew import Crew
from flows.steps import Step
from sources.messages import text
from tasks.reporting.render_job import RenderJob
from tasks.reporting.rendered import render_job

STEP = Step("render", text("Making PDFs"), render_job, lambda job: job.path, in_process=True)


def main() -> None:
    folder, workers = Path(sys.argv[1]), int(sys.argv[2])
    jobs: list[RenderJob] = pickle.loads((folder / "jobs").read_bytes())  # noqa: S301 - written by our benchmark
    with Crew(workers) as crew, ThreadPoolExecutor(workers) as threads:
        for job, pdf in zip(jobs, threads.map(lambda job: crew.do(STEP, job), jobs), strict=True):
            (folder / job.path).write_bytes(pdf)


if __name__ == "__main__":
    main()
