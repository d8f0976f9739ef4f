# Sets $python to a Python the program can use (3.11 or newer), or ends with one plain sentence.
# The system's own comes first where it is complete: it is kept up to date with the system, does not vanish when somebody tidies up
# their tools, and is a tenth faster than one compiled at home without a distribution's optimisations.
python=
find_python() {
    case ":$PATH:" in
        *:/usr/bin:*)
            if /usr/bin/python3 -c 'import sys, tomllib, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
                python=/usr/bin/python3
                return 0
            fi
            ;;
    esac
    for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do
        if "$candidate" -c 'import sys, tomllib, hashlib, subprocess; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$candidate
            return 0
        fi
    done
    return 1
}
if ! find_python; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            python3 python3-venv ca-certificates; } </dev/null >/dev/null
    fi
    if ! find_python; then
        echo "需要 Python 3.11 或更新的版本：请安装后再运行，例如 sudo apt-get install python3 python3-venv" >&2
        echo "Python 3.11 or newer is needed: install it, then start again, for example with sudo apt-get install python3 python3-venv" >&2
        exit 1
    fi
fi
