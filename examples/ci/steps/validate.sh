#!/bin/bash
# Checks the manifests, offline; exits 1 when one is wrong.
source "$(dirname "$0")/settings.sh"
reports validate
reconcile validate "${manifests[@]}" "${reports[@]}"
