"""Validates requests to a SCIM service with scim2-models (RFC 7643, RFC 7644), which is not ours.

Reads a JSON object a line from standard input: {"method", "path", "body"}; the path is below the base address, with
its query. Prints a line for each request that is not legal, then how many of each kind were read. Exits 1 when one was
not legal, or when there was nothing to read: a check of nothing proves nothing.
"""

import collections
import json
import sys
import urllib.parse

from pydantic import ValidationError
from scim2_models import Context, EnterpriseUser, Extension, Group, PatchOp, Path, SCIMException, SearchRequest, User

USER = User[EnterpriseUser]
TYPES = {"Users": USER, "Groups": Group}
KNOWN = {str(model.__schema__).lower() for model in (User, Group, EnterpriseUser)}
# The plural is SCIM 1.1's, where some services of 2.0 still are.
SINGLETONS = {"ServiceProviderConfig", "ServiceProviderConfigs", "Schemas", "ResourceTypes"}


def is_foreign(urn):
    """Whether it names an extension that no model here knows."""
    return urn.lower().startswith("urn:") and urn.lower() not in KNOWN


def without_foreign(resource):
    """The resource without extensions of others, which must be declared in `schemas` (RFC 7643 section 3.3)."""
    declared = {urn.lower() for urn in resource.get("schemas", [])}
    for urn in filter(is_foreign, list(resource)):
        if urn.lower() not in declared:
            raise ValueError(f"`{urn}` is not in `schemas`")
    return {
        key: [urn for urn in value if not is_foreign(urn)] if key == "schemas" else value
        for key, value in resource.items()
        # A service whose ids are numbers gets back what it gave.
        if not is_foreign(key) and not (key == "id" and isinstance(value, int))
    }


def check_schemas(model, body):
    """scim2-models fills in what RFC 7643 section 3 and RFC 7644 section 3.5.2 demand of the sender."""
    if str(model.__schema__) not in body.get("schemas", []):
        raise ValueError(f"`schemas` does not name `{model.__schema__}`")


def check_resource(model, body, context):
    check_schemas(model, body)
    model.model_validate(without_foreign(body), scim_ctx=context)


def check_patch(model, body):
    check_schemas(PatchOp, body)
    operations = []
    for operation in body.get("Operations", []):
        path = operation.get("path")
        if path and is_foreign(Path(path).schema or ""):
            continue
        operations.append(operation)
    if operations or not body.get("Operations"):
        body = {**body, "Operations": operations}
        PatchOp[model].model_validate(body, scim_ctx=Context.RESOURCE_PATCH_REQUEST)
        check_values(model, operations)


def check_values(model, operations):
    """PatchOp takes any value: what a replace or an add writes must fit a resource that has nothing else."""
    for operation in operations:
        if operation["op"].lower() == "remove":
            continue
        resource = model()
        patch = {"schemas": [str(PatchOp.__schema__)], "Operations": [{**operation, "op": "add"}]}
        PatchOp[model].model_validate(patch, scim_ctx=Context.RESOURCE_PATCH_REQUEST).patch(resource)


def check_query(model, query):
    parameters = urllib.parse.parse_qs(query, keep_blank_values=True, strict_parsing=True)
    names = {"filter": "filter", "startIndex": "startIndex", "count": "count", "attributes": "attributes",
             "excludedAttributes": "excludedAttributes", "sortBy": "sortBy", "sortOrder": "sortOrder"}
    request = {"schemas": [str(SearchRequest.__schema__)]}
    for name, values in parameters.items():
        if name not in names or len(values) != 1:
            raise ValueError(f"unknown or repeated query parameter `{name}`")
        request[names[name]] = int(values[0]) if name in ("startIndex", "count") else values[0]
    SearchRequest[model].model_validate(request, scim_ctx=Context.SEARCH_REQUEST)


def check(request):
    """Returns the kind of the request; raises when it is not legal."""
    method, body = request["method"], request.get("body")
    address = urllib.parse.urlsplit(request["path"])
    parts = [urllib.parse.unquote(part) for part in address.path.strip("/").split("/")]
    if len(parts) == 1 and parts[0] in SINGLETONS and method == "GET":
        return f"GET {parts[0]}"
    model = TYPES.get(parts[0])
    if model is None or len(parts) > 2 or not all(parts):
        raise ValueError("no such endpoint")
    kind = f"{method} {parts[0]}" + ("/id" if len(parts) == 2 else "")
    if address.query:
        check_query(model, address.query)
    if method in ("GET", "DELETE"):
        if body is not None:
            raise ValueError(f"a {method} with a body")
    elif not isinstance(body, dict):
        raise ValueError("the body is no JSON object")
    if method == "POST" and len(parts) == 1:
        check_resource(model, body, Context.RESOURCE_CREATION_REQUEST)
    elif method == "PUT" and len(parts) == 2:
        check_resource(model, body, Context.RESOURCE_REPLACEMENT_REQUEST)
    elif method == "PATCH" and len(parts) == 2:
        check_patch(model, body)
    elif method not in ("GET", "DELETE") or (method == "DELETE" and len(parts) == 1):
        raise ValueError("no such method here")
    return kind


def main():
    kinds = collections.Counter()
    failures = 0
    for line in sys.stdin:
        try:
            kinds[check(json.loads(line))] += 1
        except (ValidationError, SCIMException, ValueError, KeyError, TypeError, AttributeError) as error:
            failures += 1
            print(f"not legal: {line.strip()[:500]}\n  {type(error).__name__}: {str(error)[:500]}")
    print(", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())))
    return 1 if failures or not kinds else 0


if __name__ == "__main__":
    sys.exit(main())
