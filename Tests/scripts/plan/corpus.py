"""Writes what the plans are timed with: the same resources in many files and in one, and octoDNS's as many records."""

import os

CONNECTION = """\
---
apiVersion: reconcile/v1
kind: Connection
metadata:
  name: {name}
  labels: {{team: bench, wave: "{wave}"}}
spec:
  displayName: Provider {number}
  enabled: true
  oidc:
    issuer: https://{name}.okta.example
    clientId: client-{number}
    clientSecret: {{env: BENCH_CLIENT_SECRET}}
    scopes: [openid, profile, email]
  attributes:
    department: department
"""

CONNECTOR = """\
---
apiVersion: reconcile/v1
kind: OutboundConnector
metadata:
  name: {name}
spec:
  connection: {connection}
  type: scim2
  enabled: true
  settings:
    baseUrl: https://{name}.example.com/scim/v2
    authentication: {{bearer: {{token: {{env: BENCH_TOKEN}}}}}}
  mapping:
    userName: "{{{{lowercased(email)}}}}"
  scope:
    groups: [engineering, support]
"""

OCTODNS = """\
providers:
  source: {{class: octodns.provider.yaml.YamlProvider, directory: {source}}}
  target: {{class: octodns.provider.yaml.YamlProvider, directory: {target}}}
zones:
  bench.example.: {{sources: [source], targets: [target]}}
"""


def document(number):
    """One in four is a connection; the others refer to one."""
    return (CONNECTOR if number % 4 else CONNECTION).format(
        number=number, wave=number % 7, name="bench-%05d" % number, connection="bench-%05d" % (number - number % 4)
    )


def manifests(folder, documents):
    """Makes two folders: a hundred files, and one file with the same content. Returns both, and the bytes of one."""
    many, one = folder + "/many", folder + "/one"
    os.makedirs(many)
    os.makedirs(one)
    with open(one + "/all.yaml", "w") as everything:
        for share in range(100):
            text = "".join(map(document, range(share * documents // 100, (share + 1) * documents // 100)))
            everything.write(text)
            with open("%s/%03d.yaml" % (many, share), "w") as file:
                file.write(text)
    return many, one, os.path.getsize(one + "/all.yaml")


def zone(folder, records):
    """Makes a zone of TXT records as source and, equal to it, as target. Returns octoDNS's configuration."""
    text = "---\n" + "".join("t%06d:\n  type: TXT\n  value: provider %d\n" % (n, n) for n in range(records))
    for name in "source", "target":
        os.makedirs("%s/%s" % (folder, name))
        with open("%s/%s/bench.example.yaml" % (folder, name), "w") as file:
            file.write(text)
    path = folder + "/octodns.yaml"
    with open(path, "w") as file:
        file.write(OCTODNS.format(source=folder + "/source", target=folder + "/target"))
    return path
