/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.desired;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.conductor.Change;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.replay.EmittedPacket;
import director.dataplane.replay.ReplayDirector;
import director.dataplane.replay.Side;
import director.management.configuration.ConfigurationFile;
import director.management.health.settings.HealthSettings;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the operator wants changes a thousand times while clients go on talking. */
class AppliesUnderTrafficTest {
    private static final int APPLIES = 1_000;
    private static final int CLIENTS = 64;
    private static final int SETTLED = 200;
    private static final long HEAP_GROWTH_MAX = 8L << 20;
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;
    private static final IpAddress CLIENT = IpAddress.parse("10.0.0.7");
    private static final IpAddress VIP = IpAddress.parse("10.0.0.100");
    private static final List<String> SCHEDULERS = List.of("rr", "wrr", "wlc", "lc", "sh", "mh", "lblcr", "sed");
    private static final String YAML = """
        version: 1
        ports:
          - {name: client, interface: client, addresses: [10.0.0.254/24], gateway: 10.0.0.1}
          - {name: real, interface: real, addresses: [10.9.0.254/16]}
        workers: {cores: [0]}
        """;

    private final ReplayDirector director = new ReplayDirector();
    private final Random random = new Random(8);
    private final DesiredStore store = store();
    private final Map<Integer, String> homes = new HashMap<>();
    private int nextStranger = 20_000;

    @AfterEach
    void close() {
        director.close();
    }

    @Test
    void shouldKeepEveryEstablishedConnectionOnItsRealServerThroughAThousandApplies() {
        store.update(before -> with(edited(0)), null);
        for (int client = 0; client < CLIENTS; client++) {
            homes.put(client, establish(1_000 + client, client % 2 == 0 ? 80 : 81));
        }
        assertThat(homes.values()).as("they are spread").hasSizeGreaterThan(1);
        long settled = 0;
        for (int i = 0; i < APPLIES; i++) {
            store.update(before -> with(edited(3)), null);
            for (int packet = 0; packet < 8; packet++) {
                final int client = random.nextInt(CLIENTS);
                assertThat(send(1_000 + client, client % 2 == 0 ? 80 : 81, ACK))
                    .as("apply %d, client %d", i, client).isEqualTo(homes.get(client));
            }
            // Strangers come and go, on real servers that come and go.
            send(nextStranger++ % 65_000, random.nextBoolean() ? 80 : 81, SYN);
            director.takeEmitted();
            director.advanceTo(director.nowMs() + 200);
            if (i == SETTLED) {
                settled = heap();
            }
        }
        assertThat(store.version().number()).isGreaterThan(APPLIES / 2);
        assertThat(heap() - settled).as("bytes of heap").isLessThan(HEAP_GROWTH_MAX);
        homes.forEach((client, home) ->
            assertThat(send(1_000 + client, client % 2 == 0 ? 80 : 81, ACK)).isEqualTo(home));
    }

    /** The services of the clients with any scheduler and weights, others beside them, and their real servers. */
    private List<ServiceSettings> edited(final int others) {
        final List<ServiceSettings> services = new ArrayList<>();
        for (final int port : new int[] {80, 81}) {
            final List<RealServerSettings> realServers = new ArrayList<>();
            for (int i = 1; i <= 4; i++) {
                realServers.add(real("10.9.0." + i));
            }
            for (int i = random.nextInt(others + 1); i > 0; i--) {
                realServers.add(random.nextInt(realServers.size()), real("10.9.1." + (4 * random.nextInt(9) + i)));
            }
            services.add(service(port, realServers));
        }
        for (int port = 1_000; port < 1_010; port++) {
            if (random.nextBoolean()) {
                services.add(service(port, random.nextBoolean() ? List.of() : List.of(real("10.9.0.1"))));
            }
        }
        return services;
    }

    private ServiceSettings service(final int port, final List<RealServerSettings> realServers) {
        return new ServiceSettings(Protocol.TCP, VIP, port, SCHEDULERS.get(random.nextInt(SCHEDULERS.size())), 0,
            realServers);
    }

    private RealServerSettings real(final String address) {
        return new RealServerSettings(IpAddress.parse(address), 80, 1 + random.nextInt(9), ForwardingMethod.NAT);
    }

    private DesiredState with(final List<ServiceSettings> services) {
        return new DesiredState(services, store.version().state().packets(), HealthSettings.NONE);
    }

    private String establish(final int port, final int servicePort) {
        final String home = send(port, servicePort, SYN);
        director.inject(Side.REAL, packet(IpAddress.parse(home), CLIENT, 80, port, SYN | ACK));
        assertThat(send(port, servicePort, ACK)).isEqualTo(home);
        return home;
    }

    /** A packet of the client. Answers where it went. */
    private String send(final int port, final int servicePort, final int flags) {
        director.takeEmitted();
        director.inject(Side.CLIENT, packet(CLIENT, VIP, port, servicePort, flags));
        return director.takeEmitted().stream().filter(sent -> sent.side() == Side.REAL)
            .map(AppliesUnderTrafficTest::destination).findFirst().orElse("nowhere");
    }

    private static String destination(final EmittedPacket packet) {
        return IpAddress.ipv4(ByteBuffer.wrap(packet.bytes()).getInt(16)).toString();
    }

    private static byte[] packet(
        final IpAddress source, final IpAddress destination, final int sourcePort, final int destinationPort,
        final int flags) {
        final ByteBuffer ip = ByteBuffer.allocate(40);
        ip.putShort((short) 0x4500).putShort((short) 40).putInt(0).put((byte) 64).put((byte) 6).putShort((short) 0);
        ip.putInt((int) source.low()).putInt((int) destination.low());
        ip.putShort((short) sourcePort).putShort((short) destinationPort).putInt(1).putInt(1);
        ip.put((byte) 0x50).put((byte) flags).putShort((short) 0x1000).putInt(0);
        int sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += ip.getShort(i) & 0xFFFF;
        }
        ip.putShort(10, (short) ~((sum & 0xFFFF) + (sum >>> 16)));
        return ip.array();
    }

    private DesiredStore store() {
        final ConfigurationFile file = ConfigurationFile.parse("f", YAML, Set.copyOf(SCHEDULERS));
        return new DesiredStore(file.configuration(), file.health(), this::conduct,
            () -> Set.copyOf(SCHEDULERS), health -> { });
    }

    private CompletableFuture<@Nullable Void> conduct(final List<Change> changes) {
        try {
            director.change(proxy -> proxy.apply(changes));
            return CompletableFuture.completedFuture(null);
        } catch (final RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static long heap() {
        System.gc();
        final Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
