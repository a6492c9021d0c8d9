/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.dataplane.configuration.DirectorConfiguration;
import director.management.health.settings.HealthSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** Writes configuration files: what {@link ConfigurationFile} reads from one is what was written. From any thread. */
public final class ConfigurationWriter {
    private static final int WIDTH = 120;
    private static final DumpSettings SETTINGS = DumpSettings.builder()
        .setDefaultFlowStyle(FlowStyle.AUTO)
        .setWidth(WIDTH)
        .setIndicatorIndent(2)
        .setIndentWithIndicator(true)
        .setDereferenceAliases(true)
        .build();

    private ConfigurationWriter() {
    }

    /**
     * Writes a configuration, without what is the default.
     *
     * @param configuration concluded.
     * @param health        of its services.
     * @return YAML.
     */
    public static String yaml(final DirectorConfiguration configuration, final HealthSettings health) {
        return yaml(SettingsTree.CONCISE.configuration(configuration, health));
    }

    /**
     * Writes anything that has the keys of a configuration file.
     *
     * @param tree as of {@link SettingsTree}.
     * @return YAML.
     */
    public static String yaml(final Map<String, Object> tree) {
        return new Dump(SETTINGS).dumpToString(escaped(tree));
    }

    /** A dollar sign stands for itself only if it is written twice. */
    private static Object escaped(final Object value) {
        return switch (value) {
            case String text -> text.replace("$", "$$");
            case List<?> list -> list.stream().map(ConfigurationWriter::escaped).toList();
            case Map<?, ?> map -> {
                final Map<Object, Object> copy = new LinkedHashMap<>();
                map.forEach((key, each) -> copy.put(key, escaped(each)));
                yield copy;
            }
            default -> value;
        };
    }
}
