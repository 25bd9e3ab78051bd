package dev.slipway.featureserver.materialize;

import dev.slipway.featureserver.config.ViewConfig;
import dev.slipway.featureserver.failure.Reason;
import dev.slipway.workload.failure.FailureException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** One run of a view at a time, and the progress that only its holder may write. */
public final class Lease implements AutoCloseable {
    private static final String LIFE = "30000";
    private static final long RENEW_NANOS = 5_000_000_000L;
    private static final String RENEW = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('PEXPIRE', KEYS[1], "
            + LIFE + ") return 'held' else return 'lost' end";
    /** Only where rows were written too: a replica that was promoted meanwhile may lack some. */
    private static final String SAVE = """
            local id = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
            if not string.find(ARGV[3], id, 1, true) then return 'replaced' end
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'lost' end
            redis.call('SET', KEYS[2], ARGV[2])
            return 'held'
            """;

    private static final String RELEASE =
            "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end return 'gone'";

    private final OnlineStore store;
    private final String view;
    private final String leaseKey;
    private final String stateKey;
    private final String token = UUID.randomUUID().toString();
    private final List<History> histories;
    private long renewed = System.nanoTime();

    private Lease(OnlineStore store, ViewConfig view, List<History> histories) {
        this.store = store;
        this.histories = histories;
        this.view = view.name();
        String base = "slipway:{" + view.project() + ":" + view.name() + "}";
        this.leaseKey = base + ":lease";
        this.stateKey = base + ":progress";
    }

    /** Takes it, or says who has it. */
    public static Lease take(OnlineStore store, ViewConfig view) throws FailureException, InterruptedException {
        Lease lease = new Lease(store, view, store.histories());
        String taken = store.call(1, "SET", lease.leaseKey, lease.token, "NX", "PX", LIFE);
        if (!taken.equals("OK")) {
            throw new FailureException(
                    Reason.AlreadyRunning,
                    "Another run of the view '%s' is in progress; it ends or its lease of 30 s does."
                            .formatted(view.name()));
        }
        return lease;
    }

    /**
     * How far the view has come. On one server progress is written after the rows, and whatever server has it has them. A
     * cluster may have kept the progress and lost rows beside it: then everything is read again.
     */
    Progress progress() throws FailureException, InterruptedException {
        Progress saved = Progress.parse(store.call(1, "GET", stateKey));
        return History.kept(saved.histories(), histories) ? saved : saved.again();
    }

    /** Remembers it, unless rows that it counts may be gone. */
    void save(Progress progress) throws FailureException, InterruptedException, RowsLostException {
        List<History> now = histories.size() == 1 ? List.of() : store.histories();
        if (!now.isEmpty() && !sameIn(now)) {
            throw new RowsLostException();
        }
        String ids = histories.stream().map(History::id).collect(Collectors.joining(" "));
        String text = progress.in(now).text();
        held(store.call(3, "EVAL", SAVE, "2", leaseKey, stateKey, token, text, ids));
    }

    /** Whether all servers that there were at the beginning still are. */
    private boolean sameIn(List<History> now) {
        List<String> ids = now.stream().map(History::id).toList();
        return histories.stream().map(History::id).allMatch(ids::contains);
    }

    /** Keeps it; to be called more often than it lasts. */
    public void renew() throws FailureException, InterruptedException, RowsLostException {
        if (System.nanoTime() - renewed > RENEW_NANOS) {
            renewed = System.nanoTime();
            held(store.call(3, "EVAL", RENEW, "1", leaseKey, token));
        }
    }

    /** Forgets the progress: nothing of the view is in Redis any more. */
    public void forget() throws FailureException, InterruptedException {
        store.call(1, "DEL", stateKey);
    }

    private void held(String answer) throws FailureException, InterruptedException, RowsLostException {
        if (answer.equals("replaced") || (answer.equals("lost") && !sameIn(store.histories()))) {
            throw new RowsLostException();
        }
        if (!answer.equals("held")) {
            throw new FailureException(
                    Reason.AlreadyRunning,
                    "This run of the view '%s' took so long that another one has begun.".formatted(view));
        }
    }

    @Override
    public void close() throws FailureException {
        try {
            store.call(3, "EVAL", RELEASE, "1", leaseKey, token);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
