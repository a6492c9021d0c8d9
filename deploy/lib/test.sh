# Licensed under the Apache License, Version 2.0; see LICENSE.
# shellcheck shell=sh
#
# The whole test suite: set-up, Maven, and one line at the end that says how many tests passed, failed and were skipped.

# In MiB; as much as the test processes that run at the same time take.
TEST_HUGE_MEMORY=1024

test_reports() {
    find "$DIRECTOR_HOME" -path '*/target/*-reports/TEST-*.xml' -type f
}

# Adds up the totals in the opening tag of each report: of surefire and failsafe, of every module.
count_tests() {
    test_reports | while IFS= read -r report; do
        cat "$report"
    done | awk '
        function total(name) {
            return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : 0
        }
        BEGIN { RS = ">" }
        /<testsuite / {
            tests += total("tests")
            failed += total("errors") + total("failures")
            skipped += total("skipped")
        }
        END { printf "%d passed, %d failed, %d skipped\n", tests - failed - skipped, failed, skipped }'
}

# Without root the tests that need it skip and say so; what is missing is only named.
set_up_testing() {
    if is_root; then
        set_up running building namespaces af_xdp testing
        set_up_unpacked networks
        reserve_huge_pages "$TEST_HUGE_MEMORY" "$DIST/.hugepages" \
            || warn "fewer than $TEST_HUGE_MEMORY MiB of huge pages are free: tests that need them will skip"
    else
        missing=$(missing_packages running namespaces af_xdp testing)
        if [ -n "$missing" ]; then
            warn "not root, and this machine lacks: $missing"
            # shellcheck disable=SC2086 # Package names are words.
            say_how_to_install $missing
        fi
    fi
}

clean_up_testing() {
    trap - EXIT
    trap '' INT TERM HUP PIPE
    restore_huge_pages "$DIST/.hugepages"
}

# verdict COUNTS MAVEN_CODE: the exit code. Nothing executed is a failure: a build that lost its tests looks like that.
verdict() {
    case $1 in
        '0 passed, 0 failed,'*) return 1 ;;
        *', 0 failed,'*) return "$2" ;;
        *) return 1 ;;
    esac
}

# run_tests MAVEN_ARGUMENTS...: for example -pl schedulers.
run_tests() {
    need_jdk
    mkdir -p "$DIST"
    restore_huge_pages "$DIST/.hugepages"
    trap clean_up_testing EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    trap 'exit 129' HUP
    trap 'exit 141' PIPE
    set_up_testing
    begin_build
    test_reports | while IFS= read -r report; do
        rm -f "$report"
    done
    # Tests that start this launcher find dist/ filled by this very build.
    DIRECTOR_NO_BUILD=1
    export DIRECTOR_NO_BUILD
    code=0
    maven --fail-at-end verify "$@" || code=$?
    [ "$code" -ne 0 ] || end_build
    counts=$(count_tests)
    printf '%s\n' "$counts"
    verdict "$counts" "$code" || exit
}

# run_stress MAVEN_ARGUMENTS...: jcstress with every kind of compilation, which the test suite does with one.
run_stress() {
    run_tests -pl schedulers -am -Pstress -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false "$@"
}

# run_soak MAVEN_ARGUMENTS...: the test suite's end-to-end transfers, a thousand of them at once.
run_soak() {
    run_tests -pl management -am -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
        -Dit.test=NginxIT -Dfailsafe.failIfNoSpecifiedTests=false -Dchecked.skip=true \
        -Dtransfers.count=1000 -Dtransfers.bytes=10000000 "$@"
}
