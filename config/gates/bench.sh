#!/usr/bin/env bash
# The benchmarks, small: what they check, not how long they take.
set -euo pipefail
config/bin/bench.sh --small
