/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.ipvsadm.Ipvsadm;
import director.dataplane.replay.NotSupportedException;
import director.dataplane.replay.ReplayDirector;
import director.dataplane.replay.Side;
import director.schedulers.SchedulerRegistry;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandRunnerTest {
    private static final Ipvsadm.Result DONE = new Ipvsadm.Result(0, "", "");
    private static final String SYN = "4500003001524000400604cf0a00000ac633646a0f1001bb50d6f27400000000"
        + "70022000db5a0000020405b401030307";

    private final SchedulerRegistry schedulers = SchedulerRegistry.load();
    private final ReplayDirector director = new ReplayDirector(schedulers);
    private final CommandRunner commands = new CommandRunner(director);

    @AfterEach
    void close() {
        director.close();
    }

    private void addService() {
        assertThat(run("-A -t 198.51.100.106:443 -s rr")).isEqualTo(DONE);
        assertThat(run("-a -t 198.51.100.106:443 -r 10.9.158.17:53 -m -w 2")).isEqualTo(DONE);
    }

    @Test
    void shouldListWhatTheDirectorCounts() {
        addService();
        director.inject(Side.CLIENT, HexFormat.of().parseHex(SYN));

        assertThat(run("-Ln -t 198.51.100.106:443").out()).endsWith("""
            TCP  198.51.100.106:443 rr
              -> 10.9.158.17:53               Masq    2      1          0        \s
            """);
        assertThat(run("-Ln --stats").out()).endsWith("""
            TCP  198.51.100.106:443                  1        1        0       48        0
              -> 10.9.158.17:53                      1        1        0       48        0
            """);
        assertThat(run("-Lnc").out()).endsWith(
            "TCP 01:00  SYN_RECV    10.0.0.10:3856     198.51.100.106:443 10.9.158.17:53\n");
    }

    @Test
    void shouldChangeTheDirector() {
        addService();
        assertThat(run("-e -t 198.51.100.106:443 -r 10.9.158.17:53 -m -w 9")).isEqualTo(DONE);
        assertThat(director.catalogue().services().getFirst().realServers()).singleElement()
            .satisfies(entry -> assertThat(entry.settings().weight()).isEqualTo(9));

        assertThat(run("-d -t 198.51.100.106:443 -r 10.9.158.17:53")).isEqualTo(DONE);
        assertThat(director.catalogue().services().getFirst().realServers()).isEmpty();

        assertThat(run("-C")).isEqualTo(DONE);
        assertThat(director.catalogue().services()).isEmpty();
    }

    @Test
    void shouldNameAMissingSchedulerAndChangeNothing() {
        schedulers.unregister("lblcr");
        addService();
        final String rules = run("-Sn").out();
        for (final String arguments : List.of("-A -t 10.0.0.100:80 -s lblcr", "-E -t 198.51.100.106:443 -s lblcr")) {
            assertThatThrownBy(() -> run(arguments)).isInstanceOfSatisfying(NotSupportedException.class,
                e -> assertThat(e.what()).startsWith("unknown scheduler \"lblcr\": registered are "));
            assertThat(run("-Sn").out()).isEqualTo(rules);
        }
        assertThat(director.catalogue().services()).singleElement()
            .satisfies(service -> assertThat(service.realServers()).hasSize(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "-A -t 10.0.0.100:80 -s rr -p 77",
        "-A -u 10.0.0.100:80 -s rr -o",
        "-A -u 10.0.0.100:5060 -s rr -p 30 --pe sip",
        "-A -t [fd00::100]:80 -s rr",
        "-A -f 7 -s rr -p 300",
        "-A --sctp-service 10.0.0.100:80 -s rr",
        "-a -t 198.51.100.106:443 -r 10.9.0.1:443 -g -w 65536",
        "-a -t 198.51.100.106:443 -r 10.9.0.1:443 -i -w 1 --tun-type gue --tun-port 5555 --tun-remcsum",
    })
    void shouldCarryOutAndPrintWhatThereIs(final String rule) {
        addService();
        assertThat(run(rule)).isEqualTo(DONE);
        final String words = rule.replace(" --tun-remcsum", "").replace(" --pe sip", "");
        assertThat(run("-Sn").out()).contains(words);
    }

    @Test
    void shouldKeepTheTotalsOfAServiceThatLostARealServer() {
        addService();
        director.inject(Side.CLIENT, HexFormat.of().parseHex(SYN));
        run("-d -t 198.51.100.106:443 -r 10.9.158.17:53");
        assertThat(run("-Ln --stats").out()).endsWith("""
            TCP  198.51.100.106:443                  1        1        0       48        0
            """);
    }

    @Test
    void shouldZeroTotalsOfOneServiceOrAll() {
        addService();
        director.inject(Side.CLIENT, HexFormat.of().parseHex(SYN));
        assertThat(run("-A -t 10.0.0.100:80 -s rr")).isEqualTo(DONE);
        assertThat(run("-Z -t 10.0.0.100:80")).isEqualTo(DONE);
        assertThat(run("-Ln --stats").out()).contains("       48        0\n");
        assertThat(run("-Z")).isEqualTo(DONE);
        assertThat(run("-Ln --stats").out()).doesNotContain("48        0\n").contains("""
            TCP  198.51.100.106:443                  0        0        0        0        0
              -> 10.9.158.17:53                      0        0        0        0        0
            """);
    }

    @Test
    void shouldListRates() {
        addService();
        director.inject(Side.CLIENT, HexFormat.of().parseHex(SYN));
        director.advanceTo(2_100);
        assertThat(run("-Ln --rate").out()).endsWith("""
            TCP  198.51.100.106:443                  0        0        0        6        0
              -> 10.9.158.17:53                      0        0        0        6        0
            """);
    }

    @Test
    void shouldListSynchronisationDaemons() {
        assertThat(run("--start-daemon master --mcast-interface rs0 --syncid 7")).isEqualTo(DONE);
        assertThat(run("-Ln --daemon").out()).startsWith("master sync daemon (mcast=rs0, syncid=7");
        assertThat(run("--stop-daemon master")).isEqualTo(DONE);
        assertThat(run("-Ln --daemon").out()).isEmpty();
    }

    private Ipvsadm.Result run(final String arguments) {
        return commands.run(arguments, "");
    }
}
