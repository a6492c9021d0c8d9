/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.all;

import static org.assertj.core.api.Assertions.assertThat;

import director.bench.environment.Environment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class TargetsTest {
    private static List<String> rows(final String json) {
        return new Targets(JsonMapper.shared().readTree(json)).rows().stream()
            .map(row -> row.toString().strip()).toList();
    }

    private static String result(final String method, final int flows, final String pattern, final String figures) {
        return String.format("""
            {"forwarding":"%s","ip":4,"protocol":"tcp","flows":%d,"pattern":"%s","services":1,"servers":16,
             "bytesAllocatedPerPacket":0.00001,%s}""", method, flows, pattern, figures);
    }

    @Test
    void shouldSetFiguresBesideTargets() {
        final String cases = String.join(",",
            result("nat", 4_096, "established", "\"ratioMacswap\":0.35,\"ratioCsum\":1.7"),
            result("dr", 1_000_000, "established", "\"ratioMacswap\":0.66,\"ratioCsum\":1.0"),
            result("nat", 1_000_000, "syn", "\"perCpuSecond\":{\"mpps\":2.5}"));
        assertThat(rows("{\"cases\":[" + cases + "]}")).contains(
            "| NAT, 4,096 established flows | ≥ 0.70 × macswap | 0.35 × macswap | 0.50 | missed by 50 % |",
            "| NAT, 4,096 established flows | ≥ 1.60 × csum | 1.70 × csum | 1.06 | met |",
            "| DR, 1,000,000 established flows | ≥ 0.60 × macswap | 0.66 × macswap | 1.10 | met |",
            "| TUN, 100,000 established flows | ≥ 0.65 × macswap | not measured |  | not asked for |",
            "| never below the prototype, 4,096 flows | ≥ 0.60 × macswap | 0.35 × macswap | 0.58 | missed by 42 % |",
            "| new connections, wrr, 16 real servers | ≥ 5.00 million a second and core | "
                + "2.50 million a second and core | 0.50 | missed by 50 % |",
            "| allocation on the packet path, established flows | ≤ 0.000 bytes a packet | 0.000 bytes a packet |  | "
                + "met |",
            "| FULLNAT, 100,000 established flows | ≥ 0.65 × macswap | not measured |  | not asked for |");
    }

    @Test
    void shouldFindTheOtherFiguresAsWell() {
        assertThat(rows("""
            {"cases":[],
             "latency":{"loads":[{"percent":10,"p50Us":1,"p9999Us":2},{"percent":50,"p50Us":4.5,"p9999Us":250}]},
             "start":{"lost":1234567},
             "workers":{"ratio":1.71},
             "weights":{"lost":3,"lostBefore":1,"dropped":2,"maxUs":400,"maxUsBefore":70},
             "expiry":{"bytesPerConnection":96},
             "schedulers":[
              {"scheduler":"rr","realServers":16,"pickNs":8},{"scheduler":"rr","realServers":1000,"pickNs":16},
              {"scheduler":"lc","realServers":16,"pickNs":30},{"scheduler":"lc","realServers":1000,"pickNs":31},
              {"scheduler":"lc","realServers":1000,"connectionNs":366}]}""")).contains(
            "| time inside at 50 % load, p50 | ≤ 10.0 us | 4.5 us | 0.45 | met |",
            "| time inside at 50 % load, p99.99 | ≤ 100.0 us | 250.0 us | 2.50 | missed by 150 % |",
            "| first second, 5 million packets a second offered | ≤ 0 lost | 1,234,567 lost |  | "
                + "missed by 1,234,567 lost |",
            "| weights that change among 10,000 real servers, at 50 % load | ≤ 0 packets lost or dropped | 5 packets "
                + "lost or dropped, without changes 1; longest burst 400 us, without changes 70 |  | "
                + "missed by 5 packets lost or dropped |",
            "| two workers, 4,096 established flows | ≥ 1.90 × one | 1.71 × one | 0.90 | missed by 10 % |",
            "| memory of a connection, indexes and timers included | ≤ 128.0 bytes | 96.0 bytes | 0.75 | met |",
            "| every scheduler, a pick, 16 real servers | ≤ 25.0 ns | 30.0 ns, lc, the slowest | 1.20 | "
                + "missed by 20 % |",
            "| lc, a pick, 1,000 real servers | ≤ 200.0 ns | 31.0 ns | 0.16 | met |",
            "| lc, a pick, the connection's opening and its end, 1,000 real servers | ≤ 200.0 ns | 366.0 ns | 1.83 | "
                + "missed by 83 % |",
            "| rr, a pick, 1,000 real servers | ≤ 1.50 × that at 16 | 2.00 × that at 16 | 1.33 | missed by 33 % |");
    }

    @Test
    void shouldSetBesideLossesWhatTheMachineAloneLoses() {
        assertThat(rows("""
            {"cases":[],
             "start":{"lost":6560,"lostByMachine":1200},
             "weights":{"lost":3,"lostBefore":1,"lostByMachine":2,"dropped":2,"maxUs":400,"maxUsBefore":70}}"""))
            .contains(
                "| first second, 5 million packets a second offered | ≤ 0 lost | 6,560 lost, by a director that "
                    + "takes no time 1,200 |  | missed by 6,560 lost |",
                "| weights that change among 10,000 real servers, at 50 % load | ≤ 0 packets lost or dropped | 5 "
                    + "packets lost or dropped, without changes 1, by a director that takes no time 2; longest burst "
                    + "400 us, without changes 70 |  | missed by 5 packets lost or dropped |");
    }

    @Test
    void shouldSayWhyAPartHasNoFigures() {
        assertThat(rows("{\"cases\":[],\"notMeasured\":{\"latency\":\"needs root\",\"expiry\":\"busy\"}}")).contains(
            "| time inside at 50 % load, p50 | ≤ 10.0 us | not measured |  | needs root |",
            "| memory of a connection, indexes and timers included | ≤ 128.0 bytes | not measured |  | busy |",
            "| first second, 5 million packets a second offered | ≤ 0 lost | not measured |  | not asked for |");
    }

    @Test
    void shouldNotJudgeWhatOnlyOpenConnectionsTellByNewOnes() {
        assertThat(rows("{\"cases\":[" + result("nat", 1_000_000, "syn", "\"mpps\":1") + "]}")).contains(
            "| allocation on the packet path, established flows | ≤ 0.000 bytes a packet | not measured |  | "
                + "not asked for |");
    }

    @Test
    void shouldCallResultsByDateAndHost() {
        assertThat(AllCommand.name(new Environment(Map.of("date", "2026-01-02T03:04:05Z", "host", "lb 1/x"))))
            .isEqualTo("2026-01-02-lb_1_x");
    }

    @Test
    void shouldPlanEachCaseOnce() {
        assertThat(Plan.published().established()).doesNotHaveDuplicates().hasSize(21)
            .containsAll(Plan.quick().established());
        assertThat(Part.of(List.of("start", "latency"))).containsExactly(Part.LATENCY, Part.START);
        assertThat(Part.of(List.of())).containsExactly(Part.values());
    }
}
