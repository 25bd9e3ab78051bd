package dev.slipway.router.rollout;

import dev.slipway.router.config.RolloutStates;
import dev.slipway.router.policy.rollout.RolloutState;
import dev.slipway.workload.config.ConfigDocument;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The state of the rollout on disk, so that a restarted router goes on: {@code SLIPWAY_STATE_DIR/rollout.json}. Without the
 * variable nothing is kept, and a restarted router has what the document says.
 */
public final class StateFile {
    private static final Logger LOG = Logger.getLogger(StateFile.class);

    private final Optional<Path> file;
    private String last = "";

    private StateFile(Optional<Path> file) {
        this.file = file;
    }

    /** Where the environment says. */
    public static StateFile fromEnvironment(Map<String, String> environment) {
        return new StateFile(
                Optional.ofNullable(environment.get("SLIPWAY_STATE_DIR")).map(dir -> Path.of(dir, "rollout.json")));
    }

    /** What was kept; empty for nothing that can be read. */
    public Optional<RolloutState> read() {
        if (file.isEmpty() || !Files.exists(file.get())) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    RolloutStates.read(ConfigDocument.read(file.get()).root()));
        } catch (FailureException e) {
            LOG.warnf("the state of the rollout is not used: %s", e.failure().message());
            return Optional.empty();
        }
    }

    /** Keeps a state; by a rename, so that half a file is never read. Not for the loop. */
    public void write(RolloutState state) {
        String json = RolloutStates.write(state);
        if (file.isEmpty() || json.equals(last)) {
            return;
        }
        last = json;
        Path next = file.get().resolveSibling("rollout.json.next");
        try {
            Files.write(next, json.getBytes(StandardCharsets.UTF_8));
            Files.move(next, file.get(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warnf("the state of the rollout is not kept: %s", e.getMessage());
        }
    }
}
