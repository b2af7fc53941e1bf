"""Says of each JSON document, one a line, whether a schema accepts it: validate_documents.py SCHEMA < DOCUMENTS

Prints `valid` or `invalid` and why, a line a document; ends 1 when the schema itself is wrong.
"""

import json
import sys

from jsonschema import Draft202012Validator

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)
for line in sys.stdin:
    errors = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(json.loads(line))]
    print("invalid " + errors[0] if errors else "valid")
