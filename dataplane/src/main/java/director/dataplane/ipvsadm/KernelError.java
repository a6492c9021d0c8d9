/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

/** Why a table refuses a command: the errors of the kernel (errno(3)) that ipvsadm tells apart, and their texts. */
public enum KernelError {
    /** Not the superuser. */
    EPERM("Permission denied (you must be root)"),
    /** No such scheduler, persistence engine or real server. */
    ENOENT("No such file or directory"),
    /** No such service or daemon. */
    ESRCH("No such process"),
    /** No memory. */
    ENOMEM("Memory allocation problem"),
    /** The service, real server or daemon is there already. */
    EEXIST("File exists"),
    /** No such network interface. */
    ENODEV("No such device"),
    /** Anything that makes no sense. */
    EINVAL("Invalid operation.  Possibly wrong module version, address not unicast, ..."),
    /** The lower threshold is above the upper one. */
    ERANGE("Numerical result out of range"),
    /** Not for IPv6. */
    EOPNOTSUPP("Operation not supported with IPv6"),
    /** Not for this address family. */
    EAFNOSUPPORT("Operation not supported with specified address family"),
    /** There is no such thing here. */
    ENOSYS("Function not implemented");

    private final String text;

    KernelError(final String text) {
        this.text = text;
    }

    /**
     * The message of a refused command.
     *
     * @param command the command.
     * @return the text without line end.
     */
    String textFor(final IpvsadmCommand command) {
        return switch (this) {
            case EEXIST -> exists(command);
            case ENOENT -> notFound(command);
            case ESRCH -> noService(command);
            default -> text;
        };
    }

    private String exists(final IpvsadmCommand command) {
        return switch (command) {
            case IpvsadmCommand.AddService c -> "Service already exists";
            case IpvsadmCommand.AddServer c -> "Destination already exists";
            case IpvsadmCommand.StartDaemon c -> "Daemon has already run";
            default -> text;
        };
    }

    private String notFound(final IpvsadmCommand command) {
        return switch (command) {
            case IpvsadmCommand.AddService c -> "Scheduler or persistence engine not found";
            case IpvsadmCommand.EditService c -> "Scheduler or persistence engine not found";
            case IpvsadmCommand.EditServer c -> "No such destination";
            case IpvsadmCommand.DeleteServer c -> "No such destination";
            default -> text;
        };
    }

    private String noService(final IpvsadmCommand command) {
        return switch (command) {
            case IpvsadmCommand.EditService c -> "No such service";
            case IpvsadmCommand.DeleteService c -> "No such service";
            case IpvsadmCommand.Zero c -> "No such service";
            case IpvsadmCommand.List c -> "No such service";
            case IpvsadmCommand.AddServer c -> "Service not defined";
            case IpvsadmCommand.EditServer c -> "Service not defined";
            case IpvsadmCommand.DeleteServer c -> "Service not defined";
            case IpvsadmCommand.StopDaemon c -> "No daemon is running";
            default -> text;
        };
    }
}
