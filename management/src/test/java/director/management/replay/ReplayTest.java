/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayTest {
    /** TCP through NAT: both directions, as Linux translates them, and a packet that no connection takes. */
    private static final String NAT = """
        {"meta":{"name":"nat"}}
        {"do":"vip","addr":"198.51.100.106","t":0}
        {"do":"ipvsadm","args":"-A -t 198.51.100.106:443 -s rr","t":5}
        {"do":"ipvsadm","args":"-a -t 198.51.100.106:443 -r 10.9.158.17:53 -m","t":8}
        {"do":"packet","port":"client","ip":"%s","t":16}
        {"do":"packet","port":"real","ip":"%s","t":18}
        {"do":"conns","t":20}
        {"do":"sleep","ms":61000,"t":21}
        {"do":"conns","t":61022}
        {"do":"packet","port":"real","ip":"%2$s","t":61030}
        """.formatted(
        "4500003001524000400604cf0a00000ac633646a0f1001bb50d6f2740000000070022000db5a0000020405b401030307",
        "4528002c015300000206052e0a099e110a00000a00350f10d98606b450d6f2756012200093260000020405b4");

    @TempDir
    Path directory = Path.of("");

    @Test
    void shouldAddResultsToStepsThatHaveNone() throws IOException {
        final String text = TraceWriter.text(Player.play(nat(NAT)).trace());

        assertThat(text.lines()).containsExactly(
            "{\"meta\":{\"name\":\"nat\"}}",
            "{\"do\":\"vip\",\"addr\":\"198.51.100.106\",\"t\":0}",
            "{\"do\":\"ipvsadm\",\"args\":\"-A -t 198.51.100.106:443 -s rr\",\"t\":5,\"rc\":0,\"out\":\"\"}",
            "{\"do\":\"ipvsadm\",\"args\":\"-a -t 198.51.100.106:443 -r 10.9.158.17:53 -m\",\"t\":8,\"rc\":0,"
                + "\"out\":\"\"}",
            NAT.lines().toList().get(4),
            "{\"see\":\"packet\",\"port\":\"real\",\"via\":\"10.9.158.17\",\"ip\":\"45000030015240003f0688520a00000a"
                + "0a099e110f10003550d6f27400000000700220005f640000020405b401030307\"}",
            NAT.lines().toList().get(5),
            "{\"see\":\"packet\",\"port\":\"client\",\"via\":\"10.0.0.10\",\"ip\":\"4528002c01530000010683aac633646a"
                + "0a00000a01bb0f10d98606b450d6f275601220000f1d0000020405b4\"}",
            "{\"do\":\"conns\",\"t\":20,\"rows\":[{\"proto\":\"TCP\",\"client\":\"10.0.0.10|3856\","
                + "\"vip\":\"198.51.100.106|443\",\"dest\":\"10.9.158.17|53\",\"state\":\"SYN_RECV\",\"expires\":60}]}",
            "{\"do\":\"sleep\",\"ms\":61000,\"t\":21}",
            "{\"do\":\"conns\",\"t\":61022,\"rows\":[]}",
            NAT.lines().toList().get(9),
            "{\"see\":\"packet\",\"port\":\"client\",\"via\":\"10.0.0.10\",\"ip\":\"4528002c015300000106062e0a09"
                + "9e110a00000a00350f10d98606b450d6f2756012200093260000020405b4\"}");
    }

    @Test
    void shouldPassAgainstItsOwnOutput() throws IOException {
        final Played played = Player.play(nat(NAT));
        final Trace written = nat(TraceWriter.text(played.trace()));
        assertThat(TraceComparator.first(written, Player.play(written))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sched-rr-plain", "sched-wrr-classic-up", "fwd6-nat-tcp", "state-udp"})
    void shouldGiveTheSameOutputEachTime(final String name) {
        final Trace trace = recorded(name);
        assertThat(TraceWriter.text(Player.play(trace).trace()))
            .isEqualTo(TraceWriter.text(Player.play(trace).trace()));
    }

    /** The load that these schedulers look at is that of connections which open, become active, and end. */
    @ParameterizedTest
    @ValueSource(strings = {"sched-wlc-live", "sched-nq-edit", "sched-ovf-live", "threshold-fo"})
    void shouldDoAsLinuxDidUnderSchedulersThatLookAtLoad(final String name) {
        final Trace trace = recorded(name);
        assertThat(TraceComparator.first(trace, Player.play(trace))).isNull();
    }

    @Test
    void shouldNotPassWhatItCannotDoYet() throws IOException {
        final Trace trace = nat(NAT + "{\"do\":\"syncin\",\"payload\":\"00\",\"t\":61040}\n");
        final Trace written = nat(TraceWriter.text(Player.play(trace).trace()));
        assertThat(Objects.requireNonNull(TraceComparator.first(written, Player.play(written))).words())
            .contains("not supported yet: synchronisation messages");
    }

    private Trace nat(final String text) throws IOException {
        return TraceReader.read(Files.writeString(directory.resolve("nat.jsonl"), text));
    }

    private static Trace recorded(final String name) {
        try {
            return TraceReader.read(Path.of(Objects.requireNonNull(
                ReplayTest.class.getResource("/traces/" + name + ".jsonl")).toURI()));
        } catch (final URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
