#!/usr/bin/env bash
# Sees to a container engine with the image's base, for a Debian machine that may have neither; run as root there.
#   .ci/container-engine.sh start FOLDER   exit 0: one answers; else says why not. FOLDER remembers what was started.
#   .ci/container-engine.sh stop FOLDER    ends the engine if `start` started it; what it installed stays.
set -uo pipefail
base=debian:bookworm-slim
log="$2/dockerd.log"
pid_file="$2/dockerd.pid"

answers() {
  docker version --format '{{.Server.Version}}' >/dev/null 2>&1
}

# A process that nobody has waited for yet has ended all the same.
has_ended() {
  ! grep -qs '^State:[[:space:]]*[^Z[:space:]]' "/proc/$1/status"
}

# wait_until SECONDS COMMAND…
wait_until() {
  local left=$(($1 * 5))
  shift
  until "$@"; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || return 1
    sleep 0.2
  done
}

refuse() {
  echo "no container engine: $1"
  [ -s "$log" ] && tail -n 5 "$log"
  exit 1
}

install_packages() {
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

start_engine() {
  answers && return
  [ "$(id -u)" -eq 0 ] || refuse "none answers, and only root can start one"
  # Where Debian's scripts would start it as a service, they find no init system or leave it to us.
  if ! command -v dockerd >/dev/null 2>&1 || ! command -v docker >/dev/null 2>&1; then
    echo "installing docker.io"
    install_packages docker.io || refuse "docker.io could not be installed"
    wait_until 3 answers && return
  fi
  setsid dockerd >"$log" 2>&1 </dev/null &
  echo $! >"$pid_file"
  wait_until 30 answers || refuse "dockerd did not answer within 30 s"
}

# Like Debian's own slim image, and with the certificates that this machine trusts, which npm needs within a build.
make_base() {
  command -v mmdebstrap >/dev/null 2>&1 || install_packages mmdebstrap || refuse "mmdebstrap could not be installed"
  local certificates=/etc/ssl/certs/ca-certificates.crt
  mmdebstrap --quiet --variant=minbase --include=ca-certificates \
    --aptopt='Acquire::Languages "none"' --dpkgopt=force-unsafe-io \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/info/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --customize-hook="[ ! -f $certificates ] || cp $certificates \"\$1$certificates\"" \
    bookworm - | docker import --change 'CMD ["bash"]' - "$base" >/dev/null
}

see_to_base() {
  docker image inspect "$base" >/dev/null 2>&1 && return
  timeout 60 docker pull --quiet "$base" >/dev/null 2>&1 && return
  echo "$base cannot be pulled; making it of Debian's packages"
  make_base || refuse "$base could neither be pulled nor made"
}

start() {
  start_engine
  see_to_base
  echo "container engine: Docker $(docker version --format '{{.Server.Version}}'), $base is there"
}

stop() {
  [ -f "$pid_file" ] || return 0
  local pid
  pid="$(cat "$pid_file")"
  kill "$pid" 2>/dev/null
  wait_until 20 has_ended "$pid" || kill -KILL "$pid" 2>/dev/null
  rm -f "$pid_file"
}

"$1"
