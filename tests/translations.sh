#!/bin/sh
# Every text that a person reads exists in az and ru: nothing untranslated, nothing fuzzy, and
# po/ is up to date with the source.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cp -r po "$tmp/po"
sh po/update "$tmp/po" >"$tmp/log" 2>&1 || { cat "$tmp/log"; exit 1; }
bad=0
for lang in az ru; do
    missing=$(msgattrib --untranslated --no-obsolete "$tmp/po/$lang.po" | grep -c '^msgid' || true)
    fuzzy=$(msgattrib --only-fuzzy --no-obsolete "$tmp/po/$lang.po" | grep -c '^msgid' || true)
    if [ "$missing" -gt 0 ] || [ "$fuzzy" -gt 0 ]; then
        echo "$lang: $missing untranslated, $fuzzy fuzzy (run po/update, then translate):"
        msgattrib --untranslated --no-obsolete "$tmp/po/$lang.po" | grep '^msgid' | head -20
        bad=1
    fi
done
exit $bad
