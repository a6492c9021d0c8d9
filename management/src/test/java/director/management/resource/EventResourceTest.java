/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import static org.assertj.core.api.Assertions.assertThat;

import director.management.events.Event;
import director.management.events.EventBus;
import director.management.events.EventSubscription;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EventResourceTest {
    private static final Duration SOON = Duration.ofMillis(10);

    @TempDir
    Path directory = Path.of("");

    @Test
    void shouldSendEventsAndResumeAfterTheLastOneThatWasSeen() throws IOException {
        try (SocketFixture fixture = new SocketFixture(directory)) {
            final String seen;
            try (SocketChannel channel = listen(fixture, ""); BufferedReader lines = reader(channel)) {
                assertThat(await(lines, ":")).isEqualTo(":");
                fixture.events.publish("configuration", Map.of("version", "v1"));
                seen = await(lines, "id: ").substring(4);
                assertThat(await(lines, "event: ")).isEqualTo("event: configuration");
                assertThat(await(lines, "data: ")).contains("\"version\":\"v1\"", "\"time\":");
            }
            fixture.events.publish("health", Map.of("up", false));
            try (SocketChannel channel = listen(fixture, "Last-Event-ID: " + seen + "\r\n");
                BufferedReader lines = reader(channel)) {
                assertThat(await(lines, "event: ")).isEqualTo("event: health");
                assertThat(await(lines, "data: ")).contains("\"up\":false");
            }
        }
    }

    @Test
    void shouldTellOneWhoWasAwayTooLongThatEventsAreMissing() throws Exception {
        final EventBus bus = new EventBus(2, 8, Clock.systemUTC());
        bus.publish("a", Map.of());
        try (EventSubscription first = bus.subscribe(null)) {
            assertThat(first.next(SOON)).isNull();
            bus.publish("b", Map.of());
            final String id = bus.id(Objects.requireNonNull(first.next(SOON)));
            bus.publish("c", Map.of());
            try (EventSubscription back = bus.subscribe(id)) {
                assertThat(back.hasGap()).isFalse();
                assertThat(back.next(SOON)).extracting(Event::type).isEqualTo("c");
            }
            bus.publish("d", Map.of());
            bus.publish("e", Map.of());
            try (EventSubscription late = bus.subscribe(id)) {
                assertThat(late.hasGap()).isTrue();
                assertThat(late.next(SOON)).extracting(Event::type).isEqualTo("d");
            }
        }
        try (EventSubscription other = bus.subscribe("another-run-1")) {
            assertThat(other.hasGap()).isTrue();
        }
    }

    @Test
    void shouldDropAndCountAListenerThatDoesNotKeepUp() {
        final EventBus bus = new EventBus(8, 2, Clock.systemUTC());
        try (EventSubscription slow = bus.subscribe(null)) {
            for (int i = 0; i < 4; i++) {
                bus.publish("a", Map.of());
            }
            assertThat(slow.isOver()).isTrue();
            assertThat(bus.droppedListeners()).isEqualTo(1);
            assertThat(bus.listeners()).isZero();
        }
    }

    @Test
    void shouldKeepFewerEventsOfWhichOneHasMuchToTell() throws Exception {
        final EventBus bus = new EventBus(1_000, 1_000, Clock.systemUTC());
        final Map<String, @Nullable Object> much =
            Map.of("changes", IntStream.range(0, 10_000).mapToObj(Integer::toString).toList());
        try (EventSubscription slow = bus.subscribe(null)) {
            for (int i = 0; i < 5; i++) {
                bus.publish("a", much);
            }
            assertThat(slow.isOver()).isTrue();
            assertThat(bus.droppedListeners()).isOne();
        }
        try (EventSubscription late = bus.subscribe("nobody's")) {
            assertThat(late.hasGap()).isTrue();
            for (final long expected : new long[] {3, 4, 5}) {
                assertThat(late.next(Duration.ZERO)).isNotNull().extracting(Event::number).isEqualTo(expected);
            }
            assertThat(late.next(Duration.ZERO)).isNull();
        }
    }

    private static SocketChannel listen(final SocketFixture fixture, final String headers) throws IOException {
        final SocketChannel channel = fixture.client.connect();
        channel.write(ByteBuffer.wrap(("GET /v1/events HTTP/1.1\r\nHost: d\r\n" + headers + "\r\n")
            .getBytes(StandardCharsets.UTF_8)));
        return channel;
    }

    private static BufferedReader reader(final SocketChannel channel) {
        return new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    private static String await(final BufferedReader lines, final String start) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.startsWith(start)) {
            line = lines.readLine();
        }
        return Objects.requireNonNull(line);
    }
}
