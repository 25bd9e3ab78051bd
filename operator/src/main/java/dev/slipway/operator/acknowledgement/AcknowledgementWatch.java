package dev.slipway.operator.acknowledgement;

import dev.slipway.operator.model.News;
import dev.slipway.operator.model.ObjectName;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Asks processes which configuration is in force, away from the threads that reconcile, until each has what it should have.
 * Then it asks no more: at rest it is silent. A process that does not answer, because it is gone or because no way leads there,
 * is asked less and less often.
 */
public final class AcknowledgementWatch implements Acknowledgements, News, AutoCloseable {
    private final StatusPolling<AskedProcess> polling;

    public AcknowledgementWatch(Clock clock) {
        this.polling = new StatusPolling<>("acknowledgements", clock, AskedProcess::new);
    }

    @Override
    public void connect(Consumer<ObjectName> changed, Predicate<ObjectName> exists) {
        polling.connect(changed, exists);
    }

    @Override
    public Acknowledgement of(ObjectName asker, String address, String wanted) {
        return polling.ask(address, (process, now) -> process.ask(asker, wanted, now))
                .known();
    }

    @Override
    public void close() {
        polling.close();
    }
}
