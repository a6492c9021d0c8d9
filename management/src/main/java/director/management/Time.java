/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Times as people write them: {@code 90s}, {@code 5m}, {@code 1h30m}. */
final class Time implements ITypeConverter<Duration> {
    private static final Pattern TEXT = Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?");
    private static final int SECONDS = 3;

    @Override
    public Duration convert(final String text) {
        final Matcher parts = TEXT.matcher(text);
        if (text.isEmpty() || !parts.matches()) {
            throw new TypeConversionException("'" + text + "' is not a time: write it like 90s, 5m or 1h30m");
        }
        return Duration.ofHours(number(parts, 1)).plusMinutes(number(parts, 2)).plusSeconds(number(parts, SECONDS));
    }

    private static long number(final Matcher parts, final int group) {
        return parts.group(group) == null ? 0 : Long.parseLong(parts.group(group));
    }
}
