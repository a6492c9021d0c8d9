/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.testkit.CountingMemory;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 1_000, 65_535})
    void shouldFindWhatItWasMadeFromAndNothingElse(final int size) {
        final SplittableRandom random = new SplittableRandom(size);
        final Map<Long, Integer> numbers = new HashMap<>();
        while (numbers.size() < size) {
            numbers.put(randomKey(random), numbers.size() + 1);
        }
        final CountingMemory memory = new CountingMemory();
        try (Endpoints endpoints = new Endpoints(memory, numbers)) {
            assertThat(numbers).allSatisfy((key, number) -> assertThat(endpoints.find(key)).isEqualTo(number));
            int found = 0;
            for (int i = 0; i < 100_000; i++) {
                final long key = randomKey(random);
                found += endpoints.find(key) == numbers.getOrDefault(key, Endpoints.NONE) ? 1 : 0;
            }
            assertThat(found).isEqualTo(100_000);
        }
        assertThat(memory.taken()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 17})
    void shouldTellProtocolAddressAndPortApart(final int protocol) {
        final Map<Long, Integer> numbers = Map.of(Endpoints.key(protocol, -1, 0xFFFF), 7);
        try (Endpoints endpoints = new Endpoints(new CountingMemory(), numbers)) {
            assertThat(endpoints.find(Endpoints.key(protocol, -1, 0xFFFF))).isEqualTo(7);
            assertThat(endpoints.find(Endpoints.key(23 - protocol, -1, 0xFFFF))).isEqualTo(Endpoints.NONE);
            assertThat(endpoints.find(Endpoints.key(protocol, -2, 0xFFFF))).isEqualTo(Endpoints.NONE);
            assertThat(endpoints.find(Endpoints.key(protocol, -1, 0xFFFE))).isEqualTo(Endpoints.NONE);
            assertThat(endpoints.find(Endpoints.key(0, 0, 0))).isEqualTo(Endpoints.NONE);
        }
    }

    /** Few addresses and ports, so that what is not there is close to what is. */
    private static long randomKey(final SplittableRandom random) {
        return Endpoints.key(random.nextBoolean() ? 6 : 17, 0x0A + (random.nextInt(512) << 16), random.nextInt(512));
    }
}
