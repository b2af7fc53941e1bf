#!/bin/bash
# Installs what the benchmarks need from PyPI into the virtual environment VENV, unless it is there: venv.sh VENV
set -euo pipefail

requirements=$(cd "$(dirname "$0")/../.." && pwd)/bench-requirements.txt
if [ "$1/.installed" -nt "$requirements" ]; then exit 0; fi
echo "installing what the benchmarks compare with into $1"
rm -rf "$1"
python3 -m venv "$1"
"$1/bin/python" -m pip install --quiet --no-input --disable-pip-version-check -r "$requirements"
touch "$1/.installed"
