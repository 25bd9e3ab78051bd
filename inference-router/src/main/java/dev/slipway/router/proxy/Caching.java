package dev.slipway.router.proxy;

import dev.slipway.router.cache.AnswerCache;
import dev.slipway.router.cache.CacheKey;
import dev.slipway.router.cache.Freshness;
import dev.slipway.router.cache.StoredAnswer;
import dev.slipway.router.config.RouterConfig;
import dev.slipway.router.config.RouterConfig.CacheConfig;
import dev.slipway.router.policy.split.XxHash64;
import dev.slipway.router.targets.Target;
import dev.slipway.router.wire.FieldKind;
import dev.slipway.router.wire.Head;
import dev.slipway.router.wire.HeadWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What of the route's questions and answers is kept, and under which key. */
final class Caching {
    static final byte[] POST = HeadWriter.ascii("POST");
    private static final byte[] JSON = HeadWriter.ascii("application/json");
    private static final int LONGEST_QUESTION = 64 << 10;
    private static final long LEADER_LIFE = 1_000_000_000L;

    private final RouterConfig config;
    private final CacheConfig cache;
    private final AnswerCache answers;
    private final RandomGenerator random;
    private final List<byte[]> vary;
    private final byte[] sample = new byte[4096];
    private final long seed;

    /**
     * What is known about a question.
     *
     * @param key null where its answer is not to be kept
     */
    record Lookup(
            @Nullable CacheKey key,
            @Nullable StoredAnswer fresh,
            @Nullable StoredAnswer stale,
            boolean onlyIfCached) {}

    private static final Lookup NOTHING = new Lookup(null, null, null, false);

    Caching(RouterConfig config, CacheConfig cache, AnswerCache answers, RandomGenerator random) {
        this.config = config;
        this.cache = cache;
        this.answers = answers;
        this.random = random;
        this.seed = random.nextLong();
        this.vary = cache.vary().stream().map(HeadWriter::ascii).toList();
    }

    /** Whether it is a question whose answer could be kept: a whole POST that is not long and changes nothing. */
    boolean suits(Call call) {
        return !call.grpc()
                && call.cacheable()
                && call.head().methodIs(POST)
                && call.body().isComplete()
                && call.body().kept()
                && call.body().size() <= LONGEST_QUESTION
                && !Paths.administrative(call.target(), call.from(), call.to())
                && (!answers.asleep() || wakes(call));
    }

    /** Where next to nothing repeats, only who says something about it or was here before is looked up. */
    private boolean wakes(Call call) {
        boolean again = answers.comesAgain(fingerprint(call.body()));
        return again || call.head().find(FieldKind.CACHE_CONTROL) >= 0;
    }

    private long fingerprint(RequestBody body) {
        int length = body.sample(sample);
        return XxHash64.hash(sample, 0, length, seed + body.size());
    }

    Lookup look(Asked asked, Target target, long now) {
        Head head = asked.call().head();
        Freshness wish = Freshness.of(head.value(FieldKind.CACHE_CONTROL));
        if (wish.noStore()) {
            return NOTHING;
        }
        CacheKey key = key(asked, target);
        StoredAnswer found = answers.find(key, now);
        if (found != null && wish.takes(found, now)) {
            return new Lookup(key, found, null, false);
        }
        return new Lookup(key, null, found, wish.onlyIfCached());
    }

    private CacheKey key(Asked asked, Target target) {
        Call call = asked.call();
        Head head = call.head();
        CacheKey.Builder key = new CacheKey.Builder()
                .add(asked.principal().id())
                .add(config.uid())
                .add(Long.toString(config.generation()))
                .add(target.name())
                .add(target.config().version())
                .add(Arrays.copyOfRange(call.target(), call.from(), call.to()));
        String type = head.value(FieldKind.CONTENT_TYPE);
        String encoding = head.value(FieldKind.CONTENT_ENCODING);
        key.addOptional(type).addOptional(encoding);
        for (int i = 0; i < head.fields(); i++) {
            // What the answer may be negotiated by, and how its binary parts are cut.
            String name = head.kind(i) == FieldKind.OTHER ? head.name(i) : "";
            if (name.startsWith("accept") || "inference-header-content-length".equals(name)) {
                key.add(name).add(head.value(i));
            }
        }
        for (byte[] name : vary) {
            int at = head.find(name);
            key.addOptional(at < 0 ? null : head.value(at));
        }
        int field = head.find(FieldKind.CONTENT_TYPE);
        boolean json = encoding == null
                && (field < 0 || head.valueIs(field, JSON) || head.value(field).startsWith("application/json"));
        return key.body(call.body().bytes(), json).build();
    }

    /** Keeps the answer if it may be; the answer where others wait for it, even where it is not kept. */
    @Nullable
    StoredAnswer keep(CacheKey key, boolean own, Target target, int status, Head head, Pieces pieces, boolean wanted) {
        boolean keeps = own
                && status == 200
                && !Freshness.of(head.value(FieldKind.CACHE_CONTROL)).noStore();
        if (!keeps && !wanted) {
            return null;
        }
        // The question's own target and a good answer: anything else is no answer to the others' question.
        if (!own || status >= 400) {
            return null;
        }
        long now = System.nanoTime();
        long life = keeps ? Freshness.jittered(cache.ttlNanos(), random) : LEADER_LIFE;
        StoredAnswer answer = new StoredAnswer(
                status,
                fields(head),
                pieces.bytes(),
                target.name(),
                now,
                now + life,
                now + life + (keeps ? cache.staleNanos() : 0));
        if (keeps) {
            answers.store(key, answer);
        }
        return answer;
    }

    private static List<String> fields(Head head) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < head.fields(); i++) {
            FieldKind kind = head.kind(i);
            String name = head.name(i);
            if (!kind.hopByHop() && kind != FieldKind.CONTENT_LENGTH && !"set-cookie".equals(name)) {
                fields.add(name);
                fields.add(head.value(i));
            }
        }
        return List.copyOf(fields);
    }

    AnswerCache answers() {
        return answers;
    }
}
