/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.nio.channels.SocketChannel;

/**
 * The number that the kernel knows a channel by. The JDK has it in a method that is public in a package that is not, so
 * that Java has to be started with {@code --add-exports=java.base/sun.nio.ch=director.bindings}.
 */
final class FileDescriptors {
    private FileDescriptors() {
    }

    static int of(final SocketChannel channel) {
        try {
            return (int) Class.forName("sun.nio.ch.SelChImpl").getMethod("getFDVal").invoke(channel);
        } catch (final ReflectiveOperationException e) {
            throw new UnsupportedOperationException("the number of a socket's file cannot be read: start Java with "
                + "--add-exports=java.base/sun.nio.ch=director.bindings", e);
        }
    }
}
