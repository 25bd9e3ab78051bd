package dev.slipway.featureserver.lifecycle;

import dev.slipway.featureserver.config.ConfigFile;
import dev.slipway.featureserver.plan.Catalog;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The configuration in force. The file is looked at several times a second (a mounted ConfigMap is exchanged by a rename,
 * which no watch sees reliably); a good one replaces the last at once, a bad one is reported and the last stays.
 */
public final class LiveConfig implements Supplier<Catalog> {
    private static final Logger LOG = Logger.getLogger(LiveConfig.class);
    private static final long PAUSE_MILLIS = 250;

    private final Path file;
    private volatile Catalog catalog;
    private volatile String refused = "";
    private byte[] seen = {};

    /** The file as it is now, which must be good. */
    public LiveConfig(Path file) throws FailureException {
        this(file, new Catalog(ConfigFile.read(file)));
    }

    /** What was read from the file a moment ago: it may be another one by now. */
    LiveConfig(Path file, Catalog first) {
        this.file = file;
        this.catalog = first;
    }

    /** Looks at the file from now on. */
    public void watch() {
        Thread.ofPlatform().name("configuration").daemon().start(() -> {
            while (true) {
                try {
                    Thread.sleep(PAUSE_MILLIS);
                } catch (InterruptedException e) {
                    return;
                }
                look();
            }
        });
    }

    @Override
    public Catalog get() {
        return catalog;
    }

    /** Why the file as it stands is not in force; empty where it is. */
    public String refused() {
        return refused;
    }

    void look() {
        byte[] now = bytes();
        if (now.length == 0 || Arrays.equals(now, seen)) {
            return;
        }
        seen = now;
        try {
            ConfigFile next = ConfigFile.parse(now);
            if (!next.hash().equals(catalog.hash())) {
                catalog = new Catalog(next);
                LOG.infof("configuration %s is in force", next.hash());
            }
            refused = "";
        } catch (FailureException e) {
            refused = e.failure().message();
            LOG.errorf("the changed configuration is not taken, the last one stays: %s", refused);
        }
    }

    private byte[] bytes() {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            return new byte[0];
        }
    }
}
