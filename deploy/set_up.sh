#!/usr/bin/env bash
# Brings this folder to the point where `ayumi` runs: system libraries, .uv, .venv. Nothing outside it is
# touched but missing Debian packages. Says nothing and returns at once where there is nothing to do.
#
#   deploy/set_up.sh              what a run needs
#   deploy/set_up.sh --for-tests  also the programs of PostgreSQL, Postfix and Dovecot, of which the tests start
#                                 private servers, and Chromium, in which they look at the web page
set -euo pipefail
cd "$(dirname "$0")/.."
export UV_NO_PROGRESS=1 UV_PYTHON_DOWNLOADS=never

say() { printf '%s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }

# --- what has to be there ---------------------------------------------------------------------------------

# Not grep -q: it ends at the first match, and a list cut short would count as a failure.
has_library() { PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null | grep "$1" >/dev/null; }

has_postgresql() {
    command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

# The first Python from 3.11 on that starts; a version manager's stand-in may be on PATH and yet not start.
find_python() {
    local name
    for name in python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            "$name" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    return 1
}

missing_packages() {
    has_library libpango-1.0.so.0 || echo libpango-1.0-0
    has_library libpangoft2-1.0.so.0 || echo libpangoft2-1.0-0
    has_library libharfbuzz-subset.so.0 || echo libharfbuzz-subset0
    if [ ! -x .uv/bin/uv ]; then
        local python
        if python=$(find_python); then
            "$python" -c 'import ensurepip, venv' 2>/dev/null \
                || "$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
        else
            echo python3-venv
        fi
    fi
    if [ "${1:-}" = --for-tests ]; then
        has_postgresql || echo postgresql
        command -v chromium >/dev/null || echo chromium
        [ -x /usr/sbin/postfix ] || echo postfix
        [ -x /usr/lib/dovecot/imap ] || echo dovecot-imapd
        [ -x /usr/lib/dovecot/lmtp ] || echo dovecot-lmtpd
    fi
}

# --- system packages --------------------------------------------------------------------------------------

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

may_install() {
    command -v apt-get >/dev/null || return 1
    [ "$(id -u)" = 0 ] && return 0
    command -v sudo >/dev/null || return 1
    sudo -n true 2>/dev/null || [ -t 0 ]
}

install_packages() {
    local log=.set_up.log
    say "Installing system packages: $*"
    # The tests need PostgreSQL's programs, not a server running on this machine for ever after.
    case " $* " in *" postgresql "*)
        as_root install -d /etc/postgresql-common/createcluster.d
        echo 'create_main_cluster = false' \
            | as_root tee /etc/postgresql-common/createcluster.d/programs-only.conf >/dev/null ;;
    esac
    # The same holds for mail servers: asked nothing, started neither now nor with the machine.
    local mail=() forbidding=/usr/sbin/policy-rc.d
    case " $* " in *" postfix "*)
        mail+=(postfix.service)
        echo 'postfix postfix/main_mailer_type select No configuration' | as_root debconf-set-selections ;;
    esac
    case " $* " in *" dovecot-"*) mail+=(dovecot.service dovecot.socket) ;; esac
    if [ ${#mail[@]} -gt 0 ] && [ ! -e "$forbidding" ]; then
        printf '#!/bin/sh\nexit 101\n' | as_root install -m 755 /dev/stdin "$forbidding"
        trap 'as_root rm -f /usr/sbin/policy-rc.d' EXIT
    fi
    {
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "$@"
    } >"$log" 2>&1 || { tail -n 5 "$log" >&2; stop "apt-get could not install: $*. The whole story is in $log."; }
    rm -f "$log"
    if [ ${#mail[@]} -gt 0 ] && command -v systemctl >/dev/null; then
        as_root systemctl -q disable "${mail[@]}" >/dev/null 2>&1 || true # no such unit is as good as a disabled one
    fi
}

# The mail servers of the tests are started as root. Asked for once, here, where there is a terminal to ask at.
if [ "${1:-}" = --for-tests ] && [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; } || stop "The tests need root or sudo without a password. Run: sudo make test"
fi

mapfile -t missing < <(missing_packages "${1:-}")
if [ ${#missing[@]} -gt 0 ]; then
    may_install || stop "Please install, then run this again: sudo apt-get install ${missing[*]}"
    install_packages "${missing[@]}"
fi

# --- Python packages, exactly those of the lock -----------------------------------------------------------

wanted=$(cat deploy/set_up.sh deploy/bootstrap.lock requirements.lock pyproject.toml | sha256sum | cut -d' ' -f1)
stands_here() { grep -qF "$PWD/.venv/" .venv/bin/ayumi 2>/dev/null; }  # a moved folder's scripts start nothing
if stands_here && [ "$(cat .venv/set_up.sha256 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi

python=$(find_python) || stop "Please install Python 3.11 or newer, then run this again."

# uv reads no pip.conf: where pip has been told of a mirror, pass that on.
mirror=$("$python" -m pip config get global.index-url 2>/dev/null || true)
if [ -n "$mirror" ] && [ -z "${UV_DEFAULT_INDEX:-}" ]; then export UV_DEFAULT_INDEX="$mirror"; fi

# An office's own authority is known to the system, where that has any certificates at all.
if [ -e /etc/ssl/certs/ca-certificates.crt ]; then export UV_SYSTEM_CERTS=true; fi

if ! .uv/bin/uv --version 2>/dev/null | grep -qF "$(sed -n 's/^uv==\([0-9.]*\).*/\1/p' deploy/bootstrap.lock)"; then
    say "Setting up uv in .uv"
    "$python" -m venv --clear .uv
    .uv/bin/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r deploy/bootstrap.lock
fi
say "Setting up Python packages in .venv"
if ! stands_here || ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    .uv/bin/uv venv -q --clear --python "$python" .venv
fi
.uv/bin/uv pip sync -q --require-hashes --python .venv requirements.lock
.uv/bin/uv pip install -q --no-deps --python .venv -e .
echo "$wanted" >.venv/set_up.sha256
