"""Says of each manifest file whether the JSON Schema accepts it: validate_schema.py SCHEMA FILE...

Prints one line a file, `valid` or `invalid`, and the path; ends 1 when the schema itself is wrong, or when an editor
that knows draft 7 only would judge a file otherwise.
"""

import json
import sys

import yaml
from jsonschema import Draft7Validator, Draft202012Validator


class CoreLoader(yaml.SafeLoader):
    """YAML with the scalars of the 1.2 core schema: `no` and `2026-01-01` are texts."""


CoreLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool") or first in "tTfF" and tag.endswith("bool")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
if schema.get("$schema") != "https://json-schema.org/draft/2020-12/schema":
    sys.exit("the schema does not say that it is of draft 2020-12")
Draft202012Validator.check_schema(schema)
Draft7Validator.check_schema(schema)
validator, older = Draft202012Validator(schema), Draft7Validator(schema)
for path in sys.argv[2:]:
    with open(path, encoding="utf-8") as file:
        documents = [document for document in yaml.load_all(file, CoreLoader) if document is not None]
    errors = [error for document in documents for error in validator.iter_errors(document)]
    if [error.message for document in documents for error in older.iter_errors(document)] != [
        error.message for error in errors
    ]:
        sys.exit(f"{path}: draft 7 judges otherwise")
    for error in errors:
        print(f"{path}: {error.json_path}: {error.message}", file=sys.stderr)
    print("invalid" if errors or not documents else "valid", path)
