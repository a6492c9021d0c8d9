/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import java.io.Serial;

/** Arguments that are no command; nothing was done. */
public final class UsageException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;
    private static final int WRONG_USE = 2;

    private final int exitCode;
    private final boolean endsRestore;

    private UsageException(final int exitCode, final boolean endsRestore, final String text) {
        super(text);
        this.exitCode = exitCode;
        this.endsRestore = endsRestore;
    }

    static UsageException of(final String text) {
        return new UsageException(WRONG_USE, true, text + "\n");
    }

    static UsageException unreadable(final String word, final String problem) {
        return new UsageException(Ipvsadm.FAILURE, false, word + ": " + problem + "\n");
    }

    static UsageException noCommand() {
        return new UsageException(Ipvsadm.FAILURE, true,
            "Try `ipvsadm -h' or 'ipvsadm --help' for more information.\n");
    }

    /**
     * The exit code of the program.
     *
     * @return 2 for wrong use, 255 for arguments that cannot be read.
     */
    public int exitCode() {
        return exitCode;
    }

    /**
     * Whether a restore stops at such a line.
     *
     * @return false if it goes on with the next line.
     */
    public boolean endsRestore() {
        return endsRestore;
    }

    /**
     * What goes to standard error.
     *
     * @return the text, line end included.
     */
    public String text() {
        return String.valueOf(getMessage());
    }
}
