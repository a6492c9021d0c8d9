/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.jmh;

import director.bindings.NativeMemory;
import director.dataplane.header.Checksum;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does an Internet checksum cost: of a header, of a full segment, and brought up to date by a difference?
 *
 * <p>Expected: 2 to 3 ns for the 20 bytes of an IPv4 header, under 100 ns for 1,460 bytes, and for the update about a
 * nanosecond above {@link #nothing}, which only reads the checksum. No bytes are allocated.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class ChecksumBenchmark {
    private static final int HEADER = 20;
    private static final int SEGMENT = 1_460;
    private static final int ALIGNMENT = 64;
    /** IPv4 headers stand 14 bytes behind the start of a frame. */
    private static final int ETHERNET = 14;
    private static final int CHECKSUM = 10;
    private static final int SEED = 1_071;

    private long memory;
    private long packet;
    private int delta;

    @Setup(Level.Trial)
    public void fill() {
        final byte[] random = new byte[SEGMENT];
        new Random(SEED).nextBytes(random);
        memory = NativeMemory.allocate(ETHERNET + SEGMENT, ALIGNMENT);
        packet = memory + ETHERNET;
        NativeMemory.bytes(packet, random);
        delta = Checksum.fold(Checksum.difference32(NativeMemory.int32(packet), NativeMemory.int32(packet + HEADER)));
    }

    @TearDown(Level.Trial)
    public void free() {
        NativeMemory.free(memory);
    }

    @Benchmark
    public int header() {
        return Checksum.fold(Checksum.sum(packet, HEADER, 0));
    }

    @Benchmark
    public int segment() {
        return Checksum.fold(Checksum.sum(packet, SEGMENT, 0));
    }

    @Benchmark
    public int update() {
        return Checksum.update(NativeMemory.uint16(packet + CHECKSUM), delta);
    }

    @Benchmark
    public int nothing() {
        return NativeMemory.uint16(packet + CHECKSUM);
    }
}
