package dev.slipway.modelserver.fetch;

import dev.slipway.workload.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Which causes this pod has already ended for, remembered in the pod's volume across restarts of the container. A cause
 * is reported by ending once; after that the container waits in place, so that kubelet's back-off does not grow.
 *
 * <p>A known cause that comes back while another one was reported last is reported again after it has been seen
 * {@value #SETTLED} times in a row: the pod then shows what holds it up now, and two causes that alternate do not make
 * it end over and over.
 */
final class ReportedFailures {
    static final int SETTLED = 3;

    private final Path file;
    private String previous = "";
    private int inARow;

    ReportedFailures(Path file) {
        this.file = file;
    }

    /** Whether the process must end now to make this cause visible; the answer true is remembered. */
    boolean mustReport(Failure failure) {
        String line = failure.json();
        inARow = line.equals(previous) ? inARow + 1 : 1;
        previous = line;
        List<String> reported = reported();
        boolean last = !reported.isEmpty() && reported.getLast().equals(line);
        boolean known = reported.contains(line);
        if (last || (known && inARow < SETTLED)) {
            return false;
        }
        return remember(line);
    }

    private List<String> reported() {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : new ArrayList<>();
        } catch (IOException e) {
            return new ArrayList<>();
        }
    }

    private boolean remember(String line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            // On a full or read-only volume nothing can be remembered; ending is then the only report there is.
            return true;
        }
        return true;
    }
}
