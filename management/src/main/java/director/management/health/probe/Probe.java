/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import director.management.health.settings.DnsSettings;
import director.management.health.settings.HttpSettings;
import director.management.health.settings.PingSettings;
import director.management.health.settings.ProbeSettings;
import director.management.health.settings.ScriptSettings;
import director.management.health.settings.SmtpSettings;
import director.management.health.settings.TcpSettings;
import director.management.health.settings.UdpSettings;
import java.io.IOException;

/** A way to find out whether a real server is well. Any number of threads may try at a time. */
public interface Probe {
    /**
     * Makes one attempt.
     *
     * @param target   whom to look at.
     * @param deadline until when. What waits beyond it is interrupted.
     * @throws IOException          with a message that says what is wrong, if the real server is not well.
     * @throws InterruptedException if the time was over.
     */
    void attempt(Target target, Deadline deadline) throws IOException, InterruptedException;

    /**
     * Whether an attempt blocks a thread of the operating system, so that it must not be made on a virtual one.
     *
     * @return true if so.
     */
    default boolean blocks() {
        return false;
    }

    /**
     * The way that settings describe.
     *
     * @param settings valid ones.
     * @return a probe.
     */
    static Probe of(final ProbeSettings settings) {
        return switch (settings) {
            case TcpSettings _ -> new TcpProbe();
            case HttpSettings http -> new HttpProbe(http);
            case DnsSettings dns -> new DnsProbe(dns);
            case SmtpSettings smtp -> new SmtpProbe(smtp);
            case PingSettings _ -> new PingProbe();
            case UdpSettings udp -> new UdpProbe(udp);
            case ScriptSettings script -> new ScriptProbe(script);
        };
    }
}
