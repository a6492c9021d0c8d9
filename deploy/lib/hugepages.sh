# Licensed under the Apache License, Version 2.0; see LICENSE.
# shellcheck shell=sh
#
# Huge pages of 2 MiB: as many as are needed, and the number that stood there before put back afterwards. The change is
# written to a file first, so that whoever cleans up after a killed run can undo it too.

NR_HUGEPAGES=/proc/sys/vm/nr_hugepages

# What stays free beside the huge pages, in MiB: JVMs and the rest of the machine.
MEMORY_KEPT_FREE=1024

meminfo() {
    awk -v key="$1:" '$1 == key { print $2 }' /proc/meminfo
}

huge_pages_free() {
    pages=$(meminfo HugePages_Free)
    reserved=$(meminfo HugePages_Rsvd)
    echo $((${pages:-0} - ${reserved:-0}))
}

# reserve_huge_pages MEGABYTES FILE: true when so much is free, raising the number if that takes it. FILE then holds
# "before after" of what was raised.
reserve_huge_pages() {
    wanted=$((($1 + 1) / 2))
    lacking=$((wanted - $(huge_pages_free)))
    [ "$lacking" -gt 0 ] || return 0
    [ "$(meminfo Hugepagesize)" = 2048 ] && [ -w "$NR_HUGEPAGES" ] || return 1
    [ $(($(meminfo MemAvailable) / 1024)) -ge $((lacking * 2 + MEMORY_KEPT_FREE)) ] || return 1
    before=$(cat "$NR_HUGEPAGES")
    echo "$before $((before + lacking))" >"$2"
    echo $((before + lacking)) 2>/dev/null >"$NR_HUGEPAGES" || true
    [ "$(huge_pages_free)" -ge "$wanted" ] && return 0
    # Memory is too fragmented; the kernel gave fewer.
    echo "$before" >"$NR_HUGEPAGES"
    rm -f "$2"
    return 1
}

# restore_huge_pages FILE: puts the number back, unless someone else has changed it since.
restore_huge_pages() {
    [ -s "$1" ] || return 0
    read -r before after <"$1"
    rm -f "$1"
    if [ "$(cat "$NR_HUGEPAGES")" = "$after" ]; then
        echo "$before" >"$NR_HUGEPAGES"
    fi
}
