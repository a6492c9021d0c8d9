/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.WireAddress;
import director.dataplane.testkit.CountingMemory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RemovalTest {
    private static final int TCP = 6;

    private final CountingMemory memory = new CountingMemory();
    private final List<Long> removed = new ArrayList<>();
    private final ConnectionTable table = new ConnectionTable(memory, 10, 100, 5, 0, new Timeouts(), removed::add);

    @AfterEach
    void shouldHaveFreedEverything() {
        table.close();
        assertThat(memory.taken()).isZero();
    }

    @Test
    void shouldRemoveTheTemplateWithItsLastConnectionEvenIfItWasAssured() {
        final long template = template();
        final long one = connection(1, template);
        final long other = connection(2, template);
        table.transition(one, TcpState.ESTABLISHED.id(), 0);
        table.removeWithTemplate(one);
        assertThat(removed).containsExactly(one);
        table.removeWithTemplate(other);
        assertThat(removed).containsExactly(one, other, template);
        assertThat(table.size()).isZero();
        assertThat(table.templates()).isZero();
    }

    @Test
    void shouldLeaveAnAssuredTemplateWhenOnlyTheConnectionGoes() {
        final long template = template();
        final long one = connection(1, template);
        table.transition(one, TcpState.ESTABLISHED.id(), 0);
        table.remove(one);
        assertThat(removed).containsExactly(one);
        assertThat(table.findTemplate(TCP, 0, 7, 0, 8, 0)).isEqualTo(template);
    }

    @Test
    void shouldRemoveAConnectionThatNothingControls() {
        final long alone = connection(1, 0);
        table.removeWithTemplate(alone);
        assertThat(removed).containsExactly(alone);
    }

    private long template() {
        final long template = table.create();
        Connection.client(template, 0, 7);
        Connection.virtual(template, 0, 8);
        Connection.protocol(template, TCP);
        LongRecord.timeout(template, 300);
        assertThat(table.insertTemplate(template, 0)).isTrue();
        return template;
    }

    private long connection(final int port, final long template) {
        final long record = table.create();
        Connection.client(record, WireAddress.IPV4_HIGH, WireAddress.low(1));
        Connection.virtual(record, WireAddress.IPV4_HIGH, WireAddress.low(2));
        Connection.destination(record, WireAddress.IPV4_HIGH, WireAddress.low(3));
        Connection.clientPort(record, port);
        Connection.protocol(record, TCP);
        assertThat(table.insert(record, 0)).isTrue();
        if (template != 0) {
            table.control(record, template);
        }
        return record;
    }
}
