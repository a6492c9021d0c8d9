/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.status.DropReason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Lines are written with apostrophes for quotation marks. */
class TraceComparatorTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String INTO = "{'do':'packet','port':'client','ip':'%s','t':0}";
    private static final String SYN =
        "4500003001524000400604cf0a00000ac633646a0f1001bb50d6f2740000000070022000db5a0000020405b401030307";
    private static final String OUT = "{'see':'packet','port':'real','via':'10.9.0.1','ip':'" + SYN + "'}";
    private static final String BACK = OUT.replace("real", "client");

    @Test
    void shouldFindNoDifferenceInEqualTraces() {
        assertThat(packets(List.of(OUT, BACK), List.of(OUT, BACK))).isNull();
    }

    @Test
    void shouldCompareOrderWithinASideOnly() {
        final String other = OUT.replace("400604cf", "3f0605cf");
        assertThat(packets(List.of(OUT, BACK), List.of(BACK, OUT))).isNull();
        assertThat(packets(List.of(OUT, other), List.of(other, OUT)))
            .contains("IPv4 TTL: expected 64, got 63", "IPv4 header checksum: expected 0x04cf, got 0x05cf");
    }

    @Test
    void shouldForgiveMaskedBytesAndNoOthers() {
        final String masked = OUT.replace("'}", "','mask':[[4,2],[10,2]]}");
        final String different = OUT.replace("0152", "9999").replace("04cf", "8888");
        assertThat(packets(List.of(masked), List.of(different))).isNull();
        assertThat(packets(List.of(OUT), List.of(different))).contains("IPv4 identification: expected 0x0152");
        assertThat(packets(List.of(masked), List.of(different.replace("400688", "3f0688"))))
            .contains("different: IPv4 TTL: expected 64, got 63");
    }

    @Test
    void shouldNameMissingAndSuperfluousPackets() {
        assertThat(packets(List.of(OUT), List.of("{'see':'nothing'}"))).isEqualTo("after [IPv4 10.0.0.10 > "
            + "198.51.100.106 TCP 3856 > 443 SYN, 48 bytes] into the client port: expected on the real port "
            + "[IPv4 10.0.0.10 > 198.51.100.106 TCP 3856 > 443 SYN, 48 bytes]; got nothing");
        assertThat(packets(List.of("{'see':'nothing'}"), List.of(OUT))).contains("expected nothing on the real port");
        assertThat(packets(List.of(OUT), List.of(OUT, OUT))).contains("expected nothing more on the real port");
        assertThat(packets(List.of(OUT), List.of(BACK))).contains("expected nothing on the client port");
    }

    @Test
    void shouldCompareNextHopAndLength() {
        assertThat(packets(List.of(OUT), List.of(OUT.replace("10.9.0.1", "10.9.0.2"))))
            .contains("next hop: expected 10.9.0.1, got 10.9.0.2");
        assertThat(packets(List.of(OUT), List.of(OUT.replace("'}", "00'}")))).contains("length: expected 48, got 49");
    }

    @Test
    void shouldKeepTheSourcePortOfGueInItsRange() {
        final String gue = "{'see':'packet','port':'real','via':'10.9.0.1','ip':"
            + "'45000020000040004011000000000000000000009c4017c0000c000000040000','mask':[[20,2]]}";
        assertThat(packets(List.of(gue), List.of(gue.replace("9c40", "8000")))).isNull();
        assertThat(packets(List.of(gue), List.of(gue.replace("9c40", "0400")))).contains("GUE source port 1024");
    }

    @Test
    void shouldForgiveOneSecondOfAConnectionsTime() {
        assertThat(rows(row("10.0.0.1|1", "SYN_RECV", 59), row("10.0.0.1|1", "SYN_RECV", 60))).isNull();
        assertThat(rows(row("10.0.0.1|1", "SYN_RECV", 59), row("10.0.0.1|1", "SYN_RECV", 61)))
            .contains("expected 59 s left, got 61");
        assertThat(rows(row("10.0.0.1|1", "SYN_RECV", 59), row("10.0.0.1|1", "ESTABLISHED", 59)))
            .contains("expected connection [TCP 10.0.0.1|1", "got [TCP 10.0.0.1|1", "ESTABLISHED");
    }

    @Test
    void shouldForgiveAbsenceOnlyOfConnectionsThatAreOver() {
        assertThat(rows(row("10.0.0.1|1", "CLOSE", 0), "")).isNull();
        assertThat(rows(row("10.0.0.1|1", "CLOSE", 1), "")).contains("expected connection");
        assertThat(rows("", row("10.0.0.1|1", "CLOSE", 5))).contains("expected no connection");
    }

    @Test
    void shouldIgnoreTheOrderOfConnections() {
        final String one = row("10.0.0.1|1", "CLOSE", 5);
        final String two = row("10.0.0.1|2", "CLOSE", 5);
        assertThat(rows(one + "," + two, two + "," + one)).isNull();
        assertThat(rows(one + "," + two, two + "," + two)).isNotNull();
    }

    @Test
    void shouldCompareARearmedTemplateWithinItsCycle() {
        final String connection = "," + row("10.0.0.1|1", "ESTABLISHED", 800);
        final String late = row("10.0.0.1|0", "NONE", 50);
        final String onTime = row("10.0.0.1|0", "NONE", 36);
        assertThat(rows(late + connection, onTime + connection)).isNull();
        assertThat(rows(row("10.0.0.1|0", "NONE", 5) + connection, row("10.0.0.1|0", "NONE", 52) + connection))
            .isNull();
        assertThat(rows(late + connection, row("10.0.0.1|0", "NONE", 26) + connection)).as("four cycles later")
            .isNull();
        assertThat(rows(late + connection, row("10.0.0.1|0", "NONE", 24) + connection)).contains("expected 50 s left");
        assertThat(rows(onTime + connection, late + connection)).contains("expected 36 s left");
        assertThat(rows(late, onTime)).as("without a connection").contains("expected 50 s left");
    }

    @Test
    void shouldCompareCommandsToTheLetter() {
        final String command = "{'do':'ipvsadm','args':'-A','rc':0,'out':'a\\nb','t':0}";
        assertThat(step(command, command)).isNull();
        assertThat(step(command, command.replace("'rc':0", "'rc':2"))).contains("expected exit status 0, got 2");
        assertThat(step(command, command.replace("'t'", "'err':'no','t'"))).contains("standard error");
        assertThat(step(command, command.replace("b'", "c'"))).contains("expected line \"b\"; got \"c\"");
    }

    @Test
    void shouldSortServicesUnderNoSortOnly() {
        final String listing = "{'do':'show','args':'-L -n --nosort','rc':0,'out':"
            + "'Prot x\\nTCP  1 rr\\n  -> 7\\n  -> 6\\nTCP  2 rr\\n','t':0}";
        final String turned = "{'do':'show','args':'-L -n --nosort','rc':0,'out':"
            + "'Prot x\\nTCP  2 rr\\nTCP  1 rr\\n  -> 7\\n  -> 6\\n','t':0}";
        assertThat(step(listing, turned)).isNull();
        assertThat(step(listing, turned.replace("-> 7\\n  -> 6", "-> 6\\n  -> 7"))).contains("expected line");
        assertThat(step(listing.replace(" --nosort", ""), turned)).contains("expected line");
    }

    @Test
    void shouldCompareListedConnectionsWithoutOrderAndWithTolerance() {
        final String heading = "IPVS connection entries\\npro expire state       source\\n";
        final String one = "TCP 00:59  SYN_RECV    10.0.0.1:1         10.0.0.9:80        10.9.0.1:80\\n";
        final String two = "TCP 14:59  ESTABLISHED 10.0.0.2:1         10.0.0.9:80        10.9.0.1:80\\n";
        assertThat(step(listing(heading + one + two), listing(heading + two + one.replace("00:59", "01:00"))))
            .isNull();
        assertThat(step(listing(heading + one + two), listing(heading + one + two.replace("14:59", "14:50"))))
            .contains("expected 899 s left, got 890");
        assertThat(step(listing(heading + one.replace("00:59", "00:00")), listing(heading))).isNull();
        assertThat(step(listing(heading + one), listing(heading + "nonsense\\n"))).contains("is no line of");
    }

    @Test
    void shouldTakeRatesAsApproximate() {
        final String rates = "{'do':'show','args':'-Ln --rate','rc':0,'out':'TCP 1  10  100  0','t':0}";
        assertThat(step(rates, rates.replace("10  100", "8  140"))).isNull();
        assertThat(step(rates, rates.replace("10  100", "10  300"))).contains("expected line");
        assertThat(step(rates, rates.replace("100  0", "100  1"))).contains("expected line");
        assertThat(step(rates.replace("--rate", "--stats"), rates.replace("10  100", "8  140"))).isNotNull();
    }

    @Test
    void shouldCompareSynchronisationRecordsWhereverMessagesAreCut() {
        final String whole = "{'see':'sync','payload':'0000000000000000aabb'}";
        final List<String> cut = List.of(whole.replace("bb", ""), whole.replace("aa", ""));
        assertThat(packets(List.of(whole), cut)).isNull();
        assertThat(packets(List.of(whole), List.of(whole.replace("bb", "cc"))))
            .contains("synchronisation records aabb");
        assertThat(packets(List.of(whole), List.of())).contains("got none");
        assertThat(packets(List.of(whole), List.of(whole.replace("'}", "','to':'10.0.0.1'}"))))
            .contains("got 10.0.0.1");
    }

    @Test
    void shouldNameWhatIsNotSupportedAndWhyPacketsWereDropped() {
        assertThat(step("{'do':'vip','addr':'fd00::1','t':0}",
            "{'do':'vip','addr':'fd00::1','notSupported':'an IPv6 address','t':0}"))
            .isEqualTo("address fd00::1: not supported yet: an IPv6 address");
        final Difference difference = TraceComparator.first(trace(INTO.formatted(SYN), List.of(OUT)), new Played(
            trace(INTO.formatted(SYN), List.of()), Map.of(2, Set.of(DropReason.NO_SERVICE))));
        assertThat(difference).isNotNull();
        assertThat(Objects.requireNonNull(difference).line()).isEqualTo(2);
        assertThat(Objects.requireNonNull(difference).words()).endsWith("(dropped: no-service)");
    }

    private static String listing(final String out) {
        return "{'do':'show','args':'-Lnc','rc':0,'out':'" + out + "','t':0}";
    }

    private static String row(final String client, final String state, final int expires) {
        return "{'proto':'TCP','client':'" + client + "','vip':'10.0.0.9|80','dest':'10.9.0.1|80','state':'" + state
            + "','expires':" + expires + "}";
    }

    private static @Nullable String rows(final String expected, final String actual) {
        return step("{'do':'conns','rows':[" + expected + "],'t':0}", "{'do':'conns','rows':[" + actual + "],'t':0}");
    }

    private static @Nullable String packets(final List<String> expected, final List<String> actual) {
        return compare(trace(INTO.formatted(SYN), expected), trace(INTO.formatted(SYN), actual));
    }

    private static @Nullable String step(final String expected, final String actual) {
        return compare(trace(expected, List.of()), trace(actual, List.of()));
    }

    private static @Nullable String compare(final Trace expected, final Trace actual) {
        final Difference difference = TraceComparator.first(expected, new Played(actual, Map.of()));
        return difference == null ? null : difference.words();
    }

    private static Trace trace(final String done, final List<String> seen) {
        return new Trace(Path.of("x.jsonl"), object("{'meta':{}}"), List.of(
            new Step(2, object(done), new ArrayList<>(seen.stream().map(TraceComparatorTest::object).toList()))));
    }

    private static ObjectNode object(final String line) {
        return (ObjectNode) MAPPER.readTree(line.replace('\'', '"'));
    }
}
