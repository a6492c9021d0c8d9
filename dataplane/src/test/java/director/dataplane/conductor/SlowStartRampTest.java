/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.real;
import static director.dataplane.testkit.Settings.tcp;
import static director.dataplane.testkit.Settings.tcpKey;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.service.ServiceKey;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.ScriptedScheduler;
import director.schedulers.Destinations;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A real server that comes up gets its share of connections by and by; what one worker picks shows it. */
class SlowStartRampTest {
    private static final ServiceKey SERVICE = tcpKey(VIP + ":80");
    private static final String OLD = "10.9.0.1";
    private static final String NEW = "10.9.0.2";
    private static final int SECONDS = 30;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    private final ScriptedScheduler script = new ScriptedScheduler("script");
    private int port = 1_000;

    @Test
    void shouldPickARealServerThatWasAddedAsOftenAsItsPartOfItsWeightSays() {
        final DirectorRig rig = rig("wrr", OLD + ":80*10");
        rig.carryOut(rig.proxy().addRealServer(SERVICE, real(NEW + ":80*10")));
        for (int step = 1; step <= 10; step++) {
            assertThat(picksOfNew(rig, 10 + step)).as("step %d", step).isEqualTo(step);
            rig.pass(SECONDS * 1_000 / 9 + 100, 100);
        }
        assertThat(picksOfNew(rig, 20)).isEqualTo(10);
    }

    @Test
    void shouldLetWeightsOfOneGrowTooWhereOnlyTheirRatioCounts() {
        final DirectorRig rig = rig("wrr", OLD + ":80");
        rig.carryOut(rig.proxy().addRealServer(SERVICE, real(NEW + ":80")));
        assertThat(picksOfNew(rig, 11)).isEqualTo(1);
        rig.pass(SECONDS * 1_000 / 2, 100);
        assertThat(picksOfNew(rig, 15)).isEqualTo(5);
        rig.pass(SECONDS * 1_000 / 2 + 100, 100);
        assertThat(picksOfNew(rig, 20)).isEqualTo(10);
    }

    @Test
    void shouldGrowAfterWeight0AndGoOnUnderAnotherScheduler() {
        final DirectorRig rig = rig("wrr", OLD + ":80*10", NEW + ":80*10");
        assertThat(picksOfNew(rig, 20)).as("what a service begins with has its weight").isEqualTo(10);
        rig.carryOut(rig.proxy().editRealServer(SERVICE, real(NEW + ":80*0")));
        rig.carryOut(rig.proxy().editRealServer(SERVICE, real(NEW + ":80*10")));
        assertThat(picksOfNew(rig, 11)).isEqualTo(1);
        rig.carryOut(rig.proxy().editService(service("script", SECONDS)));
        assertThat(weights(script.destinations())).isEqualTo("1 10");
        rig.pass(SECONDS * 1_000 / 2, 100);
        assertThat(weights(script.destinations())).isEqualTo("5 10");
        rig.pass(SECONDS * 1_000 / 2 + 100, 100);
        assertThat(weights(script.destinations())).isEqualTo("10 10");
    }

    @Test
    void shouldGoByTheRealServerIfItSaysForHowLong() {
        final DirectorRig rig = rig("script", OLD + ":80*10");
        rig.carryOut(rig.proxy().addRealServer(SERVICE, slow(NEW + ":80*10", 0)));
        assertThat(weights(script.destinations())).isEqualTo("10 10");
        rig.carryOut(rig.proxy().addRealServer(SERVICE, slow("10.9.0.3:80*10", 2 * SECONDS)));
        assertThat(weights(script.destinations())).isEqualTo("1 10 10");
        rig.pass(SECONDS * 1_000, 100);
        assertThat(weights(script.destinations())).isEqualTo("5 10 10");
    }

    @Test
    void shouldGrowForAsLongAsTheServiceSaysAfterItWasEdited() {
        final DirectorRig rig = rig("script", OLD + ":80*10");
        rig.carryOut(rig.proxy().editService(service("script", 0)));
        rig.carryOut(rig.proxy().addRealServer(SERVICE, real(NEW + ":80*10")));
        assertThat(weights(script.destinations())).isEqualTo("10 10");
    }

    @Test
    void shouldTryAgainWhenASchedulerRefusesAStep() {
        final DirectorRig rig = rig("script", OLD + ":80*10");
        rig.carryOut(rig.proxy().addRealServer(SERVICE, real(NEW + ":80*10")));
        script.onUpdate(() -> {
            throw new IllegalStateException("says the test");
        });
        rig.pass(SECONDS * 1_000 / 2, 100);
        assertThat(weights(script.destinations())).isEqualTo("1 10");
        script.onUpdate(() -> { });
        rig.pass(100, 100);
        assertThat(weights(script.destinations())).isEqualTo("5 10");
    }

    @Test
    void shouldTellTheSchedulerOnceAStepAndOfNothingWhenAllHaveGrown() {
        final DirectorRig rig = rig("script", OLD + ":80*10");
        final int[] updates = {0};
        script.onUpdate(() -> updates[0]++);
        rig.carryOut(rig.proxy().addRealServer(SERVICE, real(NEW + ":80*10")));
        rig.pass(3 * SECONDS * 1_000, 100);
        assertThat(updates[0]).isEqualTo(10);
    }

    private DirectorRig rig(final String scheduler, final String... realServers) {
        return rigs.open(settings -> settings.scheduler(script).services(service(scheduler, SECONDS, realServers)));
    }

    private static ServiceSettings service(
        final String scheduler, final int slowStartSeconds, final String... realServers) {
        final ServiceSettings plain = tcp(VIP + ":80", scheduler, realServers);
        return new ServiceSettings(plain.protocol(), plain.address(), plain.port(), 0, scheduler, 0, null, false,
            slowStartSeconds, plain.timeouts(), plain.realServers());
    }

    private static RealServerSettings slow(final String text, final @Nullable Integer slowStartSeconds) {
        return real(text).withSlowStart(slowStartSeconds);
    }

    private static String weights(final Destinations destinations) {
        return String.join(" ", IntStream.range(0, destinations.size())
            .mapToObj(index -> String.valueOf(destinations.weight(index))).toList());
    }

    private long picksOfNew(final DirectorRig rig, final int picks) {
        for (int pick = 0; pick < picks; pick++) {
            rig.fromClient(packet().ipv4("10.0.0.7", VIP).tcp(port++, 80, SYN));
        }
        return rig.toReal().stream().map(Frame::destination).filter(NEW::equals).count();
    }
}
