#!/bin/sh
# Puts the program into the menu of the current user. Run it in the unpacked folder; run it again after moving the folder.
here=$(dirname -- "$(readlink -f -- "$0")") || exit 1
data=${XDG_DATA_HOME:-$HOME/.local/share}
mkdir -p "$data/applications" "$data/icons/hicolor/256x256/apps" "$HOME/.local/bin" || exit 1
cp "$here/duty-desk.png" "$data/icons/hicolor/256x256/apps/duty-desk.png" || exit 1
sed "s|^Exec=.*|Exec=\"$here/duty-desk\"|" "$here/duty-desk.desktop" >"$data/applications/duty-desk.desktop" || exit 1
ln -sf "$here/duty-desk-cli" "$HOME/.local/bin/duty-desk-cli" || exit 1
echo "后勤值班台已放进菜单。Duty Desk is in the menu now."
