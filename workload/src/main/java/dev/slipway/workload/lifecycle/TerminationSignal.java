package dev.slipway.workload.lifecycle;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;

/**
 * SIGTERM and SIGINT as something to wait for. A JVM shutdown hook will not do: the process then ends with 143 instead of 0.
 * The only API for signals is {@code sun.misc.Signal} of the module jdk.unsupported, which the compiler does not let be named
 * without a warning.
 */
public final class TerminationSignal {
    private final CountDownLatch received = new CountDownLatch(1);

    /** Takes the signals over. */
    public static TerminationSignal listen() {
        TerminationSignal termination = new TerminationSignal();
        termination.handle("TERM");
        termination.handle("INT");
        return termination;
    }

    /** Waits for the first of them. */
    public void await() throws InterruptedException {
        received.await();
    }

    private void handle(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler release = (proxy, method, args) -> {
                received.countDown();
                return null;
            };
            Object proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, release);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java runtime lacks the module jdk.unsupported", e);
        }
    }
}
