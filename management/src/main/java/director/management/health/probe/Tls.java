/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** TLS of checks. Certificates are looked at only where settings say so: what is checked is a server, not its name. */
final class Tls {
    private static final SSLContext TRUSTING = context(new TrustAll());
    private static final SSLContext VERIFYING = context(null);

    private Tls() {
    }

    /**
     * Speaks TLS over a connection, which stays the caller's to close.
     *
     * @param name   for server name indication, if it is a name; null for none.
     * @param verify whether the certificate has to be valid for that name.
     */
    static SSLSocket over(
        final Socket socket, final @Nullable String name, final boolean verify, final Deadline deadline)
            throws IOException {
        final SSLSocket tls = (SSLSocket) (verify ? VERIFYING : TRUSTING).getSocketFactory()
            .createSocket(socket, name == null ? "" : name, socket.getPort(), true);
        final SSLParameters parameters = tls.getSSLParameters();
        parameters.setServerNames(name == null || isAddress(name) ? List.of() : List.of(new SNIHostName(name)));
        if (verify) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        tls.setSSLParameters(parameters);
        tls.setSoTimeout(deadline.remainingMs());
        tls.startHandshake();
        return tls;
    }

    private static boolean isAddress(final String name) {
        return name.indexOf(':') >= 0 || name.matches("[0-9.]+");
    }

    private static SSLContext context(final @Nullable TrustManager trust) {
        try {
            final SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust == null ? null : new TrustManager[] {trust}, null);
            return context;
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes any certificate. */
    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(final X509Certificate[] chain, final String type) {
        }

        @Override
        public void checkServerTrusted(final X509Certificate[] chain, final String type) {
        }

        @Override
        public void checkClientTrusted(final X509Certificate[] chain, final String type, final Socket socket) {
        }

        @Override
        public void checkServerTrusted(final X509Certificate[] chain, final String type, final Socket socket) {
        }

        @Override
        public void checkClientTrusted(final X509Certificate[] chain, final String type, final SSLEngine engine) {
        }

        @Override
        public void checkServerTrusted(final X509Certificate[] chain, final String type, final SSLEngine engine) {
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
