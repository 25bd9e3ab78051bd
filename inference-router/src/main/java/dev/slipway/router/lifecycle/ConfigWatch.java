package dev.slipway.router.lifecycle;

import dev.slipway.router.config.ConfigReader;
import dev.slipway.router.config.RouterConfig;
import dev.slipway.router.targets.Prepared;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Looks at the document, at the files that it names, and at the names of targets, several times a second, since a mounted
 * ConfigMap is exchanged by a rename that no watch sees reliably. A good document replaces the last at once; of a bad one is
 * told, and the last stays.
 */
final class ConfigWatch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ConfigWatch.class);
    private static final long PAUSE_MILLIS = 250;
    private static final int LOOK_UP_EVERY = 4;

    private final Path file;
    private final BiConsumer<ConfigReader, Prepared> adopt;
    private final Consumer<Map<String, List<InetSocketAddress>>> resolved;
    private final Runnable keep;
    private final Thread thread;
    /** Empty at first: the file may be another one than that which was read a moment ago. */
    private byte[] seen = {};

    private ConfigReader inForce;
    private Prepared prepared;
    private volatile String refused = "";
    private volatile boolean closing;

    ConfigWatch(
            Path file,
            ConfigReader first,
            Prepared prepared,
            BiConsumer<ConfigReader, Prepared> adopt,
            Consumer<Map<String, List<InetSocketAddress>>> resolved,
            Runnable keep) {
        this.keep = keep;
        this.file = file;
        this.inForce = first;
        this.prepared = prepared;
        this.adopt = adopt;
        this.resolved = resolved;
        this.thread = Thread.ofPlatform().name("configuration").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            for (int round = 1; true; round++) {
                Thread.sleep(PAUSE_MILLIS);
                look();
                if (round % LOOK_UP_EVERY == 0) {
                    lookUp(inForce.config());
                    keep.run();
                }
            }
        } catch (InterruptedException e) {
            // The process ends.
        } catch (IllegalStateException e) {
            if (!closing) {
                throw e;
            }
        }
    }

    private void look() {
        byte[] now = bytes();
        boolean same = Arrays.equals(now, seen);
        try {
            if (now.length > 0 && !same) {
                seen = now;
                hear(ConfigReader.parse(now));
            } else if (changed()) {
                take(inForce);
                LOG.info("changed files of the configuration are in force");
            }
        } catch (FailureException e) {
            String why = e.failure().message();
            if (!why.equals(refused)) {
                LOG.errorf("the changed configuration is not taken, the last one stays: %s", why);
            }
            refused = why;
        }
    }

    private void hear(ConfigReader next) throws FailureException {
        if (next.hash().equals(inForce.hash())) {
            refused = "";
        } else {
            take(next);
            LOG.infof("configuration %s is in force", next.hash());
        }
    }

    private void take(ConfigReader next) throws FailureException {
        Prepared made = Prepared.of(next.config(), prepared.parts());
        adopt.accept(next, made);
        inForce = next;
        prepared = made;
        refused = "";
    }

    /** Whether a Secret or a certificate that the document names has changed. */
    private boolean changed() throws FailureException {
        return prepared.stale(inForce.config());
    }

    private void lookUp(RouterConfig config) {
        resolved.accept(Prepared.lookUp(config));
    }

    String refused() {
        return refused;
    }

    private byte[] bytes() {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
    }
}
