/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.ipvsadm.Ipvsadm;
import director.dataplane.replay.NotSupportedException;
import director.dataplane.replay.ReplayDirector;
import director.dataplane.replay.Side;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandRunnerTest {
    private static final Ipvsadm.Result DONE = new Ipvsadm.Result(0, "", "");
    private static final String SYN = "4500003001524000400604cf0a00000ac633646a0f1001bb50d6f27400000000"
        + "70022000db5a0000020405b401030307";

    private final ReplayDirector director = new ReplayDirector();
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        -A -t 10.0.0.100:80 -s wlc                                 | scheduler wlc
        -A -t 10.0.0.100:80 -s rr -p                               | persistence
        -A -u 10.0.0.100:80 -s rr -o                               | one-packet scheduling
        -A -t [fd00::100]:80 -s rr                                 | IPv6
        -A -f 7 -s rr                                              | services of a firewall mark
        -A --sctp-service 10.0.0.100:80 -s rr                      | SCTP
        -E -t 198.51.100.106:443 -s wrr                            | another scheduler for a service that exists
        -E -t 198.51.100.106:443 -s rr -p 300                      | persistence
        -a -t 198.51.100.106:443 -r 10.9.0.1 -g                    | direct routing
        -a -t 198.51.100.106:443 -r 10.9.0.1 -i                    | tunnelling
        -a -t 198.51.100.106:443 -r 10.9.0.1 -m -x 5               | thresholds
        -a -t 198.51.100.106:443 -r 10.9.0.1 -m -w 65536           | weights above 65535
        -a -t 198.51.100.106:443 -r [fd09::1]:80 -i                | IPv6
        -e -t 198.51.100.106:443 -r 10.9.158.17:53 -m -x 5         | thresholds
        -Z                                                         | setting totals to zero
        --set 1 2 3                                                | timeouts
        --start-daemon master --mcast-interface rs0                | synchronisation daemons
        -Ln --rate                                                 | rates
        """)
    void shouldNameWhatIsMissingAndChangeNothing(final String arguments, final String missing) {
        addService();
        final String rules = run("-Sn").out();
        assertThatThrownBy(() -> run(arguments)).isInstanceOfSatisfying(NotSupportedException.class,
            e -> assertThat(e.what()).isEqualTo(missing));
        assertThat(run("-Sn").out()).isEqualTo(rules);
        assertThat(run("-Ln --daemon").out()).isEmpty();
        assertThat(director.catalogue().services()).singleElement()
            .satisfies(service -> assertThat(service.realServers()).hasSize(1));
    }

    @Test
    void shouldNotListTotalsWithoutThoseOfDeletedRealServers() {
        addService();
        run("-d -t 198.51.100.106:443 -r 10.9.158.17:53");
        assertThatThrownBy(() -> run("-Ln --stats"))
            .hasMessage("not supported yet: totals of a service that lost a real server");
        run("-D -t 198.51.100.106:443");
        assertThat(run("-Ln --stats").exitCode()).isZero();
    }

    private Ipvsadm.Result run(final String arguments) {
        return commands.run(arguments, "");
    }
}
