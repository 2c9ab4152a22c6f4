#!/usr/bin/env bash
# Pins the newest versions that pyproject.toml allows, for Python 3.11 and later on every system,
# in the lock files. Needs uv (pip install uv). Run the tests afterwards.
set -euo pipefail
cd "$(dirname "$0")/.."

pin() {  # pin LOCK-FILE OPTION...
    grep -oP '^requires = \["\Khatchling[^"]*' pyproject.toml |  # set-up builds without isolation
        uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
            --no-annotate --custom-compile-command "bash packaging/renew-lock.sh" \
            "${@:2}" pyproject.toml - --output-file "$1"
}

pin packaging/requirements.lock
pin packaging/requirements-test.lock --extra test --constraint packaging/requirements.lock
pin packaging/requirements-bundle.lock --extra bundle --constraint packaging/requirements.lock
