#!/usr/bin/env bash
# Odoo 19 Community from Debian's unstable suite, unpacked into .local/odoo: nothing is
# installed on the machine and its own apt state stays as it is.
set -euo pipefail
# shellcheck source=env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

# Bump when the recipe below changes.
recipe=1
done_for odoo "$recipe" && exit 0

# odoo-19 takes scripts and fonts from these packages through links.
unstable=(odoo-19 libjs-jquery libjs-jquery-form libjs-underscore
    fonts-montserrat fonts-ocr-b fonts-roboto-unhinted)
# Unstable's Font Awesome is version 7 and has other file names: the machine's own suite.
stable=(fonts-font-awesome fonts-inconsolata)
# Removed from the Debian package; without it each page logs an asset error.
selfie=@mediapipe/selfie_segmentation@0.1.1675465747

command -v apt-get >/dev/null || die "no apt-get here: set ODOO=/path/to/your/odoo-bin (Odoo 19)"
log "getting Odoo 19"
work=$LOCAL/apt
rm -rf "$work" "$LOCAL/odoo"
mkdir -p "$work"/{lists,cache,parts,deb} "$LOCAL/odoo"

# The machine's own Debian mirror, read from its sources.
uri=$(find /etc/apt/sources.list* -type f -exec cat {} + |
    sed -nE 's#^(URIs:|deb( \[[^]]*\])?) +([^ ]+/debian/?)( .*)?$#\3#p' | sed -n 1p)
[[ -n $uri ]] || die "found no Debian mirror in /etc/apt"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
signed=; [[ ! -f $keyring ]] || signed="[signed-by=$keyring] "
suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-stable}")

# fetch SUITE PACKAGE...: download into $work/deb with an apt state of our own.
fetch() {
    local suite=$1; shift
    echo "deb ${signed}${uri} $suite main" >"$work/sources.list"
    local apt=(apt-get -q
        -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache"
        -o "Dir::Etc::SourceList=$work/sources.list" -o "Dir::Etc::SourceParts=$work/parts"
        -o "Dir::Etc::Preferences=$work/none" -o "Dir::Etc::PreferencesParts=$work/parts"
        -o "APT::Sandbox::User=$(id -un)")
    "${apt[@]}" update && (cd "$work/deb" && "${apt[@]}" download "$@")
}
{ fetch sid "${unstable[@]}" && fetch "$suite" "${stable[@]}"; } >"$LOCAL/log/odoo-apt.log" 2>&1 ||
    { tail -20 "$LOCAL/log/odoo-apt.log" >&2; die "could not download Odoo"; }
for deb in "$work"/deb/*.deb; do dpkg-deb -x "$deb" "$LOCAL/odoo"; done

addons=$LOCAL/odoo/usr/lib/python3/dist-packages/odoo/addons
npm_dir=$work/npm
mkdir -p "$npm_dir" "$addons/mail/static/lib/selfie_segmentation"
(cd "$npm_dir" && npm pack --silent "$selfie" && tar xzf ./*.tgz) >"$LOCAL/log/npm.log" 2>&1 ||
    { tail -20 "$LOCAL/log/npm.log" >&2; die "could not get $selfie"; }
cp "$npm_dir/package/selfie_segmentation.js" "$addons/mail/static/lib/selfie_segmentation/"

# A dangling link breaks the login page and stops the server while it builds assets.
dangling=$(find "$LOCAL/odoo" -xtype l)
[[ -z $dangling ]] || die "dangling links: $dangling"
rm -rf "$work"
mark_done odoo "$recipe"
