/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers;

/** A scheduler that picks 7 and throws in one callback; also a packet and a load without anything in them. */
final class Fake implements Scheduler, ServiceScheduler, DestinationLoad, Flow {
    private final String name;
    private final String throwing;

    Fake(final String name) {
        this(name, "nowhere");
    }

    Fake(final String name, final String throwing) {
        this.name = name;
        this.throwing = throwing;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ServiceScheduler initService(
        final ServiceContext service, final Destinations destinations, final DestinationLoad load) {
        fail("init");
        return this;
    }

    @Override
    public int schedule(final Flow flow) {
        fail("schedule");
        return 7;
    }

    @Override
    public void updateService(final Destinations destinations) {
        fail("update");
    }

    @Override
    public void doneService() {
        fail("done");
    }

    @Override
    public void loadChanged(final int number) {
        fail("load");
    }

    @Override
    public boolean isOverloaded(final int number) {
        return false;
    }

    @Override
    public int activeConnections(final int number) {
        return 0;
    }

    @Override
    public int inactiveConnections(final int number) {
        return 0;
    }

    @Override
    public boolean isIpv6() {
        return false;
    }

    @Override
    public long sourceHigh() {
        return 0;
    }

    @Override
    public long sourceLow() {
        return 0;
    }

    @Override
    public int sourcePort() {
        return 0;
    }

    @Override
    public long destinationHigh() {
        return 0;
    }

    @Override
    public long destinationLow() {
        return 0;
    }

    @Override
    public int destinationPort() {
        return 0;
    }

    @Override
    public int protocol() {
        return 0;
    }

    private void fail(final String callback) {
        if (callback.equals(throwing)) {
            throw new IllegalStateException(callback);
        }
    }
}
