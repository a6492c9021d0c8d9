/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

/** What the thread of a worker needs before its first and after its last duty cycle. Called on that thread. */
public interface WorkerThread {
    /** For workers that a test drives from its own thread. */
    WorkerThread NONE = new WorkerThread() {
        @Override
        public void onStart() {
        }

        @Override
        public void onClose() {
        }
    };

    /** Before the first duty cycle. */
    void onStart();

    /** After the last. */
    void onClose();
}
