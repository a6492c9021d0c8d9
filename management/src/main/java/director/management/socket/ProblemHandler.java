/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.socket;

import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Tells what Jetty itself refuses, such as a header that is too long, in the same form as everything else. */
final class ProblemHandler extends ErrorHandler {
    @Override
    protected void generateResponse(
        final Request request,
        final Response response,
        final int code,
        final @Nullable String message,
        final @Nullable Throwable cause,
        final Callback callback) {
        response.setStatus(code);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, ProblemException.TYPE);
        response.write(true, ByteBuffer.wrap(body(code, message)), callback);
    }

    @Override
    public boolean errorPageForMethod(final String method) {
        return true;
    }

    private static byte[] body(final int status, final @Nullable String reason) {
        final String title = HttpStatus.getMessage(status);
        return ProblemException.body(status, title, title.equals(reason) ? null : reason, List.of());
    }
}
