/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.support;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A file for results that can be written: asked before minutes of measuring, not after. */
public final class ResultFile implements ITypeConverter<Path> {
    /** Made by picocli. */
    public ResultFile() {
        // Nothing to prepare.
    }

    @Override
    public Path convert(final String name) {
        final Path file = Path.of(name);
        final Path directory = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || directory == null) {
            throw new TypeConversionException("'" + name + "' is a directory; name a file in it");
        }
        if (!Files.isDirectory(directory)) {
            throw new TypeConversionException("'" + name + "': there is no directory " + directory + "; make it first");
        }
        if (!Files.isWritable(Files.exists(file) ? file : directory)) {
            throw new TypeConversionException("'" + name + "' cannot be written; name another file");
        }
        return file;
    }
}
