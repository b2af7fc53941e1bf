"""Plays the shell steps of a pipeline file as the runner would; actions are listed and skipped.

usage: play_pipeline.py github FILE JOB [NAME=VALUE...]    values of ${{ … }} expressions
       play_pipeline.py gitlab FILE JOB [NAME=VALUE...]    variables that GitLab would set

Runs in the current folder, which is the checkout. Ends with the exit code of the first step that failed.
"""

import os
import pathlib
import re
import subprocess
import sys

import yaml


def run(name, script, shell, environment):
    """A step as the runner starts it; what it prints goes to standard output, under its name."""
    print(f"--- {name}", flush=True)
    ended = subprocess.run(shell + [script], env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    print(f"--- {name}: exit {ended.returncode}", flush=True)
    return ended.returncode


def filled(text, values):
    """The text with its expressions; one that nobody gave a value for is a mistake of the pipeline or of the test."""

    def value(match):
        if match[1] not in values:
            sys.exit(f"no value for the expression {match[1]}")
        return values[match[1]]

    return re.sub(r"\$\{\{\s*(.+?)\s*\}\}", value, str(text))


def github(workflow, job, values):
    # https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
    shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"]
    files = {name: os.environ[name] for name in ["GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GITHUB_ENV"]}
    first = 0
    for number, step in enumerate(job["steps"], 1):
        if "uses" in step:
            for path in [step.get("with", {}).get(name) for name in ["sarif_file", "path"]]:
                held = sorted(str(file) for file in pathlib.Path(path).rglob("*")) if path else []
                print(f"--- skipped: {step['uses']} {' '.join(held)}", flush=True)
                if path and not held:
                    sys.exit(f"{step['uses']} would find nothing in {path}")
            continue
        condition = filled(step.get("if", "success()"), {"!cancelled()": "always", "always()": "always"})
        if first and condition != "always":
            print(f"--- {step['name']}: not run", flush=True)
            continue
        if condition not in ["always", "success()"]:
            sys.exit(f"the player does not know the condition {condition}")
        environment = dict(os.environ, CI="true", GITHUB_ACTIONS="true", **files)
        for level in [workflow, job, step]:
            environment |= {name: filled(text, values) for name, text in level.get("env", {}).items()}
        environment |= dict(
            line.split("=", 1) for line in pathlib.Path(files["GITHUB_ENV"]).read_text().splitlines()
        )
        first = run(step.get("name", f"step {number}"), filled(step["run"], values), shell, environment) or first
    return first


def gitlab(pipeline, job, values):
    if "extends" in job:
        job = {**pipeline[job["extends"]], **job}
    environment = dict(os.environ, CI="true", GITLAB_CI="true")
    for level in [pipeline, job]:
        environment |= {name: str(value) for name, value in level.get("variables", {}).items()}
    environment |= values
    # https://docs.gitlab.com/runner/shells/: one shell for all lines, which ends at the first that fails.
    shell = ["bash", "-eo", "pipefail", "-c"]
    code = run("script", "\n".join(job["script"]), shell, environment)
    if "after_script" in job:
        # Its failure is no failure of the job.
        run("after_script", "\n".join(job["after_script"]), shell, environment)
    for kind, path in job["artifacts"].get("reports", {}).items():
        held = sorted(str(file) for file in pathlib.Path().glob(path))
        print(f"--- artifact {kind}: {' '.join(held)}", flush=True)
        if not held:
            sys.exit(f"GitLab would find no {path}")
    if code in job.get("allow_failure", {}).get("exit_codes", []):
        print(f"--- allowed to fail with {code}", flush=True)
    return code


kind, path, name = sys.argv[1:4]
given = dict(pair.split("=", 1) for pair in sys.argv[4:])
# `on:` is a Boolean to YAML 1.1, and nobody asks for it here.
pipeline = yaml.safe_load(pathlib.Path(path).read_text())
if kind == "github":
    sys.exit(github(pipeline, pipeline["jobs"][name], given))
sys.exit(gitlab(pipeline, pipeline[name], given))
