#!/usr/bin/env bash
# Kills the worker with SIGKILL at random moments of retraining runs, while the server answers, and checks that
#   - the server never fails a request, and serves a whole version: the old one or the new one,
#   - every version in the registry is whole at any time,
#   - the next worker finishes the run, no step of which fails, and promotes once,
#   - never do two steps work at once, and a step outlives its worker by seconds at most.
#
#   tests/kill-retraining.sh [SEED] [KILLS]      1 and 20 by default; build first (make build). Exits 1 if a check failed.
set -euo pipefail
cd "$(dirname "$0")/.."
seed=${1:-1}
kills=${2:-20}
RANDOM=$seed
jobs=(dotnet artifacts/bin/HybridRec.Jobs.Cli/release/HybridRec.Jobs.Cli.dll)
api=(dotnet artifacts/bin/HybridRec.Api/release/HybridRec.Api.dll)
port=$((20000 + RANDOM % 20000))
url=http://127.0.0.1:$port
root=$(mktemp -d)
data=$root/data
problems=$root/problems
: >"$problems"
server= watcher= worker= standby=

clean_up() {
    for group in $worker $standby; do kill -9 -- "-$group" 2>/dev/null || true; done
    for process in $watcher $server; do kill "$process" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$root"
}
trap clean_up EXIT

count() { awk -v text="$1" '{ n += gsub(text, "") } END { print n + 0 }'; }

problem() { echo "$(date +%T) $*" | tee -a "$problems" >&2; }

# Forty files of two sounds, and ninety listeners with one of two tastes each.
make_library() {
    mkdir -p "$root/music" "$data"
    echo '{"schedules":[]}' >"$data/jobs.json"
    printf 'item_id\tartist\ttitle\n' >"$root/items.tsv"
    for item in $(seq 0 39); do
        local sound="sine=frequency=$((120 + 20 * item)):duration=6"
        [ $((item % 2)) -eq 1 ] && sound="anoisesrc=duration=6:seed=$item:amplitude=0.3"
        ffmpeg -v error -f lavfi -i "$sound" -ar 22050 "$root/music/Band $item - Piece $item.wav" </dev/null
        printf '%d\tBand %d\tPiece %d\n' "$item" "$item" "$item" >>"$root/items.tsv"
    done
    awk -v seed="$seed" 'BEGIN {
        srand(seed); print "user_id\titem_id\ttimestamp"
        for (user = 0; user < 90; user++) for (play = 0; play < 16; play++) {
            taste = rand() < 0.85 ? user % 2 : int(rand() * 2)
            printf "u%d\t%d\t%d\n", user, int(rand() * 20) * 2 + taste, 1700000000 + play * 100000 + int(rand() * 90000) } }' >"$root/plays.tsv"
    "${jobs[@]}" import-audio "$root/music" --data "$data" >/dev/null 2>&1
    "${jobs[@]}" import-listens "$root/plays.tsv" --items "$root/items.tsv" --data "$data" >/dev/null 2>&1
}

recipe() { # ITERATIONS
    printf '{"als":{"rank":8,"iterations":%d},"content":{"minSteps":24,"maxSteps":24,"batchSize":16,"channels":8,"members":2}}' "$1"
}

ask() { # METHOD PATH [BODY]
    curl -sf -X "$1" -H "Authorization: Token $token" ${3:+-H "Content-Type: application/json" -d "$3"} "$url$2"
}

start_run() { # BODY; prints the run's number
    ask POST /api/v1/jobs/train/runs "$1" | grep -o '"id":[0-9]*' | head -n 1 | cut -d: -f2
}

state_of() { ask GET "/api/v1/jobs/runs/$1" | grep -o '"state":"[a-z]*"' | head -n 1 | cut -d'"' -f4; }

wait_for() { # RUN
    while :; do
        case $(state_of "$1") in
            succeeded) return 0 ;;
            failed | cancelled) problem "run $1 ended: $(ask GET "/api/v1/jobs/runs/$1" | grep -o '"outcome":"[^"]*"' | head -n 1)"; return 0 ;;
        esac
        sleep 0.3
    done
}

# A session of its own, so that the worker and its steps can be killed together.
start_worker() { setsid "${jobs[@]}" worker --data "$data" >>"$root/worker.log" 2>&1 & echo $!; }

check_versions() {
    local folder name
    for folder in "$data"/models/*/; do
        [ -f "$folder/manifest.json" ] || { problem "$folder has no manifest"; continue; }
        echo "$(cat "$folder/manifest.json.sha256")  $folder/manifest.json" | sha256sum -c --quiet - >&2 || problem "$folder: damaged manifest"
        (cd "$folder" && tr ',' '\n' <manifest.json | sed -n '/"files"/,$p' | grep -o '"\(name\|sha256\)": "[^"]*"' | cut -d'"' -f4 \
            | paste - - | awk '{ print $2 "  " $1 }' | sha256sum -c --quiet - >&2) || problem "$folder: damaged"
    done
}

# Twice a second: requests answered, the version served known, one step at work.
watch() {
    while :; do
        local version
        version=$(curl -sf --max-time 60 "$url/readyz" | grep -o '"version":"[^"]*"' | cut -d'"' -f4) || problem "the server did not answer"
        [ -f "$data/models/$version/manifest.json" ] || problem "the server has version \"$version\", which is not in the registry"
        curl -sf --max-time 60 -o /dev/null -H "Authorization: Token $token" "$url/api/v1/users/u$((RANDOM % 90))/playlists/discovery?count=5" \
            || problem "no playlist"
        local at_work=0 process parent age
        for process in $(pgrep -f "job-step $data " || true); do
            read -r parent age < <(ps -o ppid=,etimes= -p "$process") || continue
            if [ "$parent" -eq 1 ] || ! grep -q worker "/proc/$parent/cmdline" 2>/dev/null; then
                # Its worker was killed; it has 10 s to see that.
                echo "$process" >>"$root/orphans"
                [ "$(grep -cx "$process" "$root/orphans")" -lt 30 ] || problem "step $process outlives its worker ($age s old)"
            else
                at_work=$((at_work + 1))
            fi
        done
        [ "$at_work" -le 1 ] || problem "$at_work steps at once"
        sleep 0.5
    done
}

make_library
"${jobs[@]}" run train --set "recipe=$(recipe 5)" --data "$data" >/dev/null 2>&1
token=$("${api[@]}" token add root --admin --json --data "$data" | grep -o '"token": *"[^"]*"' | cut -d'"' -f4)
"${api[@]}" serve --no-worker --urls "$url" --data "$data" >"$root/server.log" 2>&1 &
server=$!
until curl -sf -o /dev/null "$url/readyz"; do sleep 0.2; done
watch &
watcher=$!

challenge() { # ITERATIONS; a body that asks for other options, which have to be compared first
    printf '{"arguments":{"recipe":%s}}' "$(recipe "$1" | sed 's/"/\\"/g; s/^/"/; s/$/"/')"
}

# How long a run takes that compares, and one that only refreshes the data.
worker=$(start_worker)
milliseconds=()
for body in "$(challenge 6)" '{}'; do
    begun=$(date +%s%N)
    run=$(start_run "$body")
    wait_for "$run"
    milliseconds+=($((($(date +%s%N) - begun) / 1000000)))
done
echo "seed $seed: a run with a comparison takes ${milliseconds[0]} ms, one without ${milliseconds[1]} ms; $kills kills follow"

for kill in $(seq 1 "$kills"); do
    body='{}'
    [ $((kill % 2)) -eq 0 ] && body=$(challenge $((6 + kill)))
    run=$(start_run "$body")
    moment=$(((RANDOM * 32768 + RANDOM) % milliseconds[kill % 2]))
    sleep "$((moment / 1000)).$(printf '%03d' $((moment % 1000)))"
    step=$(ask GET "/api/v1/jobs/runs/$run" | grep -o '"job":"[a-z-]*","state":"running"' | tail -n 1 | cut -d'"' -f4 || true)

    # By turns: the worker alone, the worker with its step, and the worker with another standing by.
    [ $((kill % 3)) -eq 2 ] && standby=$(start_worker) && sleep 1
    if [ $((kill % 3)) -eq 1 ]; then kill -9 -- "-$worker"; else kill -9 "$worker"; fi
    check_versions
    if [ -n "$standby" ]; then worker=$standby standby=; else worker=$(start_worker); fi
    wait_for "$run"
    check_versions
    shown=$(ask GET "/api/v1/jobs/runs/$run")
    failures=$(count '; again in 60 s' <<<"$shown")
    [ "$failures" -eq 0 ] || problem "a step of run $run failed: $shown"
    attempts=$(grep -o '"attempts":[0-9]*' <<<"$shown" | cut -d: -f2)
    decided=$(ask GET /api/v1/models)
    promotions=$(count "\"reason\":\"run $run:" <<<"${decided%%\"rejections\":*}")
    rejections=$(count "\"reason\":\"run $run:" <<<"${decided##*\"rejections\":}")
    [ "$promotions" -eq 1 ] || problem "run $run promoted $promotions times"
    [ "$rejections" -le 1 ] || problem "run $run refused $rejections versions"
    echo "kill $kill at $moment ms (${step:-between steps}): $(state_of "$run") after $attempts attempts, $rejections refused"
done

count=$(wc -l <"$problems")
echo "$kills kills, $count problems"
[ "$count" -eq 0 ]
