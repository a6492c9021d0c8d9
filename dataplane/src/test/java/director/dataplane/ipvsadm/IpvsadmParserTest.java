/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpvsadmParserTest {
    private static final String SERVER = "-a -t 1.1.1.1:80 -r 2.2.2.2:80 ";

    /** Messages of ipvsadm 1.31 that no recording has, observed by running it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "-A -t | 255 | -t: missing argument",
        "-Lz | 255 | -Lz: unknown option",
        "-L --stats=3 | 255 | --stats=3: option does not take an argument",
        "-L --clear | 2 | invalid option `--clear'",
        "-n | 255 | Try `ipvsadm -h' or 'ipvsadm --help' for more information.",
        "-L -- -n | 2 | unexpected argument -n",
        "-L -n -n | 2 | multiple 'numeric' options specified",
        "-A -6 -f 5 | 2 | -6 used before -f",
        "-A -f 5 -6 -M 129 | 2 | illegal ipv6 netmask specified",
        "-A -t 1.1.1.1:80 -M 1.2.3.4.5 | 2 | illegal virtual server persistent mask specified",
        "-A -t [::1] | 2 | illegal virtual server address[:port] specified",
        "-A -t ::1:80 | 2 | Zero port specified for non-persistent service",
        "-a -t 1.1.1.1:80 -r 2.2.2.2:80 -x -1 | 2 | illegal u_threshold specified",
        "-a -t 1.1.1.1:80 -r 2.2.2.2:80 -y x | 2 | illegal l_threshold specified",
        "-C -b nosuch | 2 | invalid scheduler flag `nosuch'",
        "-C extra -b nosuch | 2 | unexpected argument extra",
        "--start-daemon master --mcast-group 1.2.3.4 | 2 | invalid IPv4 mcast-group `1.2.3.4'",
        "--start-daemon master --mcast-group ::1 | 2 | invalid IPv6 mcast-group `::1'",
        "--start-daemon master --mcast-port 0 | 2 | illegal mcast-port specified",
        "--start-daemon master --mcast-ttl 256 | 2 | illegal mcast-ttl specified",
        "--start-daemon master --sync-maxlen 65508 | 2 | illegal sync-maxlen specified",
        "--set 1 -n 2 | 2 | --set option requires 3 timeout values",
        "-L --timeout --daemon | 2 | The option 'daemon' conflicts with the 'timeout' option in the 'list' command",
    })
    void shouldSayWhatIsWrong(final String arguments, final int exitCode, final String message) {
        assertThatExceptionOfType(UsageException.class).isThrownBy(() -> parse(arguments)).satisfies(wrong -> {
            assertThat(wrong.text().strip()).isEqualTo(message);
            assertThat(wrong.text()).endsWith("\n");
            assertThat(wrong.exitCode()).isEqualTo(exitCode);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--tun-nocsum | Illegal 'tun-nocsum' option with the 'ipip' tunnel type",
        "--tun-type gue --tun-port 0 | illegal tunnel port specified",
        "--tun-type gre --tun-nocsum --tun-csum | The option 'tun-csum' conflicts with the 'tun-nocsum' option in the"
            + " 'gre' tunnel type",
        "--tun-type gue --tun-csum --tun-remcsum | You need to supply the 'tun-port' option for the 'gue' tunnel type",
    })
    void shouldSayWhatIsWrongWithATunnel(final String arguments, final String message) {
        assertThatExceptionOfType(UsageException.class).isThrownBy(() -> parse(SERVER + "-i " + arguments))
            .withMessage(message + "\n");
    }

    @Test
    void shouldTakeJoinedLettersAndValuesInEverySpelling() throws UsageException {
        final IpvsadmCommand expected = parse("-A -t 10.0.0.1:80 -s rr -p 5");
        assertThat(parse("-At 10.1:80 -srr -p5")).isEqualTo(expected);
        assertThat(parse("-A --tcp-service=0x0a000001:80 --scheduler rr --persistent=5")).isEqualTo(expected);
    }

    @Test
    void shouldGiveAServerTheServicesPortUnlessItIsMasqueraded() throws UsageException {
        assertThat(parse("-a -t 1.1.1.1:80 -r 2.2.2.2:8080 -g")).isEqualTo(parse("-a -t 1.1.1.1:80 -r 2.2.2.2 -g"));
        assertThat(((IpvsadmCommand.AddServer) parse("-a -t 1.1.1.1:80 -r 2.2.2.2:8080 -m")).server().port())
            .isEqualTo(8080);
        assertThat(((IpvsadmCommand.AddServer) parse("-a -r 2.2.2.2 -t 1.1.1.1:80 -m")).server().port()).isZero();
    }

    @Test
    void shouldThrowNothingButUsageErrorsForAnyArguments() {
        final Random random = new Random(7);
        final String[] words = ("-A -E -D -a -e -d -C -L -l -Z -R -S -h -v -t -u -f -s -p -M -r -m -i -g -w -x -y -n "
            + "-c -o -b -6 --set --start-daemon --stop-daemon master backup --pe sip --tun-type gue gre --tun-port "
            + "--tun-csum --stats --rate --timeout --daemon --syncid --mcast-group ff02::1 224.0.0.1 1.1.1.1:80 "
            + "[::1]:80 [::ffff:1.2.3.4]:0 [ ] : :: . - -- = --= -p= 0 1 -1 99999999999999999999 0x 08 sh-port , rr "
            + "2.2.2.2 --sctp-service --sort --nosort -Ln -tn \u0661 \ud83d \0").split(" ", -1);
        int commands = 0;
        for (int i = 0; i < 300_000; i++) {
            final List<String> arguments = new ArrayList<>();
            for (int n = random.nextInt(9); n >= 0; n--) {
                final String word = words[random.nextInt(words.length)];
                arguments.add(random.nextInt(8) == 0 ? word + words[random.nextInt(words.length)] : word);
            }
            try {
                IpvsadmParser.parse(arguments);
                commands++;
            } catch (final UsageException wrong) {
                assertThat(wrong.text()).endsWith("\n");
            }
        }
        assertThat(commands).isGreaterThan(1000);
    }

    private static IpvsadmCommand parse(final String arguments) throws UsageException {
        return IpvsadmParser.parse(Ipvsadm.words(arguments));
    }
}
