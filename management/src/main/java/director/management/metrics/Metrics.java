/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.metrics;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All metrics, and how they are written. From any thread. */
public final class Metrics {
    private final List<MetricSource> sources;
    private final ExpositionFormats formats = ExpositionFormats.init();

    /**
     * Metrics of some sources.
     *
     * @param sources no two of which have a metric of the same name.
     */
    public Metrics(final List<MetricSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /**
     * Reads all and writes them.
     *
     * @param accepted what the asker understands, as in the header Accept; null for the plain format.
     * @return in the text format of Prometheus, or in that of OpenMetrics.
     * @throws IOException never, as all is written to memory.
     */
    public synchronized Text text(final @Nullable String accepted) throws IOException {
        final boolean open = accepted != null && accepted.contains("application/openmetrics-text");
        final ExpositionFormatWriter writer =
            open ? formats.getOpenMetricsTextFormatWriter() : formats.getPrometheusTextFormatWriter();
        final List<MetricSnapshot> all = new ArrayList<>();
        sources.forEach(source -> all.addAll(source.read()));
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.write(out, new MetricSnapshots(all));
        return new Text(writer.getContentType(), out.toByteArray());
    }

    /**
     * Metrics as they are sent.
     *
     * @param type    the media type.
     * @param content UTF-8.
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Text(String type, byte[] content) {
    }
}
