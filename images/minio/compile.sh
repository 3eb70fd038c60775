#!/bin/bash
# Compiles the server and its client mc, each from its module at the pinned version and checksum, with the checksums of its
# own go.sum for everything else.
set -euo pipefail
go=$(find /venv -path '*/go/bin/go' -type f | head -1)
PATH=$(dirname "$go"):$PATH
export PATH GOSUMDB=off GOTOOLCHAIN=local CGO_ENABLED=0 GOPATH=/tmp/go GOCACHE=/tmp/go-build
mkdir -p /out

compile() { # module version sum output package-of-variables
  local module=$1 version=$2 sum=$3 output=$4 variables=$5 answer folder time
  answer=$(GOFLAGS=-mod=mod go mod download -json "$module@$version")
  field() { sed -n "s/^\t\"$1\": \"\(.*\)\",\{0,1\}$/\1/p" <<<"$answer"; }
  [ "$(field Sum)" = "$sum" ] || { echo "$module@$version: wrong checksum, got $(field Sum), want $sum" >&2; exit 1; }
  folder=/tmp/source-$output
  cp -r "$(field Dir)" "$folder" && chmod -R u+w "$folder"
  # v0.0.0-20260212201848-7aac2a2c5b7c: time and commit.
  time=$(sed -E 's/^.*-(....)(..)(..)(..)(..)(..)-.*$/\1-\2-\3T\4:\5:\6Z/' <<<"$version")
  (cd "$folder" && go build -trimpath -mod=readonly -tags kqueue -o "/out/$output" -ldflags "-s -w -X $variables.Version=$time
    -X $variables.ReleaseTag=RELEASE.${time//:/-} -X $variables.CommitID=${version##*-} -X $variables.ShortCommitID=${version##*-}
    -X $variables.CopyrightYear=${time%%-*}" .)
}

compile github.com/minio/minio v0.0.0-20260212201848-7aac2a2c5b7c h1:/qdoYujxF5MBLDMVLeiYJ/7fBa1HikX39Dvzb9Ji8pA= minio github.com/minio/minio/cmd
compile github.com/minio/mc v0.0.0-20250313080218-cf909e1063a9 h1:6RyInOHKL6jz8zxcAar/h6rg/aJCxDP/uFuSNvYSuMI= mc github.com/minio/mc/cmd
