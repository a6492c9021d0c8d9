/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * A function of DPDK off the packet path, declared much as in C:
 * {@code ControlCall.of("int rte_eth_dev_set_mtu", "u16 port", "u16 mtu")}. It knows its own name and parameters, and a
 * refusal names them. Types are {@code void}, {@code u8}, {@code u16}, {@code int}, {@code u64} and {@code ptr}.
 */
final class ControlCall {
    private final String name;
    private final List<Parameter> parameters;
    private final MethodHandle handle;

    private record Parameter(String type, String name) {
    }

    private ControlCall(final Parameter function, final List<Parameter> parameters) {
        name = function.name;
        this.parameters = parameters;
        final MemoryLayout[] types =
            parameters.stream().map(parameter -> layout(parameter.type)).toArray(MemoryLayout[]::new);
        final FunctionDescriptor type = function.type.equals("void")
            ? FunctionDescriptor.ofVoid(types) : FunctionDescriptor.of(layout(function.type), types);
        final MethodType longs = MethodType.methodType(long.class, Collections.nCopies(types.length, long.class));
        handle = MethodHandles.explicitCastArguments(Symbols.link(name, type), longs)
            .asSpreader(long[].class, types.length);
    }

    static ControlCall of(final String function, final String... parameters) {
        return new ControlCall(parameter(function), Stream.of(parameters).map(ControlCall::parameter).toList());
    }

    private static Parameter parameter(final String declaration) {
        final int space = declaration.indexOf(' ');
        return new Parameter(declaration.substring(0, space), declaration.substring(space + 1));
    }

    private static ValueLayout layout(final String type) {
        return switch (type) {
            case "u8" -> JAVA_BYTE;
            case "u16" -> JAVA_CHAR;
            case "int" -> JAVA_INT;
            case "u64", "ptr" -> JAVA_LONG;
            default -> throw new IllegalArgumentException(type);
        };
    }

    /** Calls it, whatever it answers. */
    long call(final long... arguments) {
        try {
            return (long) handle.invokeExact(arguments);
        } catch (final Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    /** Calls it; below 0 is a negated error number. */
    int check(final long... arguments) {
        final int answer = (int) call(arguments);
        if (answer < 0) {
            throw failure(answer, arguments);
        }
        return answer;
    }

    /** Calls it; below 0 means that {@code rte_errno} tells. */
    int checkErrno(final long... arguments) {
        final int answer = (int) call(arguments);
        if (answer < 0) {
            throw failure(Errno.ofDpdk(), arguments);
        }
        return answer;
    }

    /** The exception of a refusal. */
    DpdkException failure(final int code, final long[] arguments, final String... details) {
        final StringBuilder text = new StringBuilder(name);
        for (int i = 0; i < arguments.length; i++) {
            final Parameter parameter = parameters.get(i);
            if (!parameter.type.equals("ptr")) {
                text.append(' ').append(parameter.name).append('=').append(arguments[i]);
            }
        }
        return new DpdkException(text.toString(), code, details);
    }
}
