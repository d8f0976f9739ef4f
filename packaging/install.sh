#!/bin/sh
# Puts the program into the menu of the current user, or with --remove takes it out again; data is left alone either way.
# Run it in the unpacked folder; run it again after moving the folder.
here=$(dirname -- "$(readlink -f -- "$0")") || exit 1
data=${XDG_DATA_HOME:-$HOME/.local/share}
entry=$data/applications/duty-desk.desktop
icon=$data/icons/hicolor/256x256/apps/duty-desk.png
command=$HOME/.local/bin/duty-desk-cli
case $1 in
'') ;;
--remove)
    rm -f "$entry" "$icon" "$command" || exit 1
    echo "后勤值班台已从菜单移除；办公室数据还在，本文件夹可以删除。Duty Desk is out of the menu; the office's data stays, this folder may be deleted."
    exit 0
    ;;
*)
    echo "install.sh [--remove]" >&2
    exit 2
    ;;
esac
mkdir -p "${entry%/*}" "${icon%/*}" "${command%/*}" || exit 1
cp "$here/duty-desk.png" "$icon" || exit 1
# A desktop entry takes these marks in a path only so.
quoted=$(printf '%s' "$here/duty-desk" | sed 's/\\/\\\\\\\\/g; s/["`$]/\\\\&/g; s/%/%%/g')
{ grep -v '^Exec=' "$here/duty-desk.desktop" && printf 'Exec="%s"\n' "$quoted"; } >"$entry" || exit 1
ln -sf "$here/duty-desk-cli" "$command" || exit 1
echo "后勤值班台已放进菜单。Duty Desk is in the menu now."
