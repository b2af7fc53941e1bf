"""Reads the reports of a run with programs of other people. usage: validate_reports.py FOLDER"""

import json
import pathlib
import sys

import jsonschema
from junitparser import JUnitXml
from sarif_pydantic import Sarif

folder = pathlib.Path(sys.argv[1])

# https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string"},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^./]"},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer"}}},
                },
            },
        },
    },
}

sarif = Sarif.model_validate_json((folder / "report.sarif").read_text())
print("sarif", sarif.version, len(sarif.runs[0].results), "results")
for result in sarif.runs[0].results or []:
    for location in result.locations or []:
        place = location.physical_location
        print("place", place.artifact_location.uri, place.region.start_line, place.region.start_column)

suites = JUnitXml.fromfile(str(folder / "junit.xml"))
print("junit", suites.tests, "tests", suites.failures, "failures")

quality = json.loads((folder / "gl-code-quality-report.json").read_text())
jsonschema.validate(quality, CODE_QUALITY)
assert len({entry["fingerprint"] for entry in quality}) == len(quality)
print("gitlab", len(quality), "entries")
counts = json.loads((folder / "gl-plan-report.json").read_text())
assert set(counts) == {"create", "update", "delete"} and all(isinstance(count, int) for count in counts.values())
print("counts", counts["create"], counts["update"], counts["delete"])

report = json.loads((folder / "report.json").read_text())
print("json", report["command"], report["outcome"], report["exitCode"], len(report["findings"]), "findings")
