/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The DPDK shared libraries of this machine. Any thread may call it.
 *
 * <p>They are opened once, when first asked for: from the directory that the system property
 * {@value #DIRECTORY_PROPERTY} names, else from where the dynamic linker finds them, else from the usual directories.
 */
public final class Dpdk {
    /** The system property that names the only directory to look in. */
    public static final String DIRECTORY_PROPERTY = "director.dpdk.directory";

    private Dpdk() {
    }

    /**
     * The version that was found.
     *
     * @return as in {@code 22.11.11}.
     * @throws DpdkUnavailableException if DPDK cannot be used.
     */
    public static String version() {
        return require().version();
    }

    /**
     * Whether DPDK can be used.
     *
     * @return false where {@link #version} throws.
     */
    public static boolean isAvailable() {
        return Opened.LIBRARIES != null;
    }

    /**
     * The versions that can be used.
     *
     * @return as in {@code 22.11}, separated by commas.
     */
    public static String supportedVersions() {
        return String.join(", ", Abi.SUPPORTED);
    }

    /** The open libraries. */
    static Libraries require() {
        final Libraries libraries = Opened.LIBRARIES;
        if (libraries == null) {
            final DpdkUnavailableException failure = Objects.requireNonNull(Opened.FAILURE);
            throw new DpdkUnavailableException(Objects.requireNonNull(failure.getMessage()), failure);
        }
        return libraries;
    }

    /** The layout of the open libraries; the newest that is known where there are none. */
    static Abi abi() {
        final Libraries libraries = Opened.LIBRARIES;
        return libraries == null ? Abi.read(Abi.SUPPORTED.getLast()) : libraries.abi();
    }

    /** Opens the libraries when first touched, and remembers why that failed. */
    private static final class Opened {
        static final @Nullable Libraries LIBRARIES;
        static final @Nullable DpdkUnavailableException FAILURE;

        static {
            Libraries libraries = null;
            DpdkUnavailableException failure = null;
            try {
                final String machine = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
                if (!machine.equals("Linux on amd64") || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
                    throw new DpdkUnavailableException("this is " + machine + ", supported is Linux on amd64");
                }
                libraries = LibraryFinder.open(System.getProperty(DIRECTORY_PROPERTY));
            } catch (final DpdkUnavailableException e) {
                failure = e;
            }
            LIBRARIES = libraries;
            FAILURE = failure;
        }
    }
}
