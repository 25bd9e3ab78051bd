package dev.slipway.router.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.router.policy.split.XxHash64;
import dev.slipway.workload.json.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1,\"b\":[1,2]}|{ \"b\" : [1, 2], \"a\" : 1 }",
                "\"\\u0041\"|\"A\"",
                "1.50|1.5",
                "1e2|100.0",
            })
    void documentsThatSayTheSameAreTheSame(String one, String other) {
        assertThat(canonical(one)).isNotEmpty().isEqualTo(canonical(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|1.0",
                "0.0|-0.0",
                "9007199254740993|9007199254740992",
                "[1,2]|[2,1]",
                "[[1],[2]]|[[1,2]]",
                "[1,[2]]|[[1],2]",
                "\"1\"|1",
                "true|\"true\"",
                "null|\"null\"",
                "{\"a\":{\"b\":1}}|{\"a\":1,\"b\":1}",
                "{\"ab\":\"c\"}|{\"a\":\"bc\"}",
                "[]|{}",
                "[null]|[]",
            })
    void documentsThatAModelMayTellApartAreNot(String one, String other) {
        assertThat(canonical(one)).isNotEmpty();
        assertThat(canonical(one)).isNotEqualTo(canonical(other));
    }

    @Test
    void documentsWithoutAClearMeaningHaveNoForm() {
        for (String document : List.of("{\"a\":1,\"a\":2}", "{\"a\":1} x", "1e999", "NaN", "", "{", "[1,]")) {
            assertThat(canonical(document)).as(document).isEmpty();
        }
    }

    /** Pairs of a request and a mutation of it: the keys are equal exactly if the bytes of the canonical form are. */
    @Test
    void noMutatedRequestHitsTheAnswerOfItsOriginal() {
        int pairs = Integer.getInteger("slipway.cache.pairs", 200_000);
        SplittableRandom random = new SplittableRandom(42);
        AnswerCache cache = new AnswerCache(1 << 20);
        long wrong = 0;
        for (int i = 0; i < pairs; i++) {
            String original = document(random);
            String mutated = mutate(original, random);
            CacheKey key = key(original);
            cache.store(key, answer(original));
            StoredAnswer found = cache.find(key(mutated), 0);
            if (found != null && !sameMeaning(new String(found.body(), StandardCharsets.UTF_8), mutated)) {
                wrong++;
            }
            cache.clear();
        }
        assertThat(wrong).isZero();
    }

    /** The oracle: trees that are equal field by field, floating numbers by their bits. */
    private static boolean sameMeaning(String one, String other) {
        try {
            return plain(JsonTree.read(one.getBytes(StandardCharsets.UTF_8)))
                    .equals(plain(JsonTree.read(other.getBytes(StandardCharsets.UTF_8))));
        } catch (IOException e) {
            return one.equals(other);
        }
    }

    private static Object plain(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<Object, Object> fields = new HashMap<>();
                map.forEach((name, field) -> fields.put(name, plain(field)));
                yield fields;
            }
            case List<?> list -> list.stream().map(CacheTest::plain).toList();
            case JsonTree.Numeral number ->
                number.text().matches("-?[0-9]+") ? number.text() + "i" : (Object) Double.valueOf(number.text());
            case String text -> "s" + text;
            default -> value;
        };
    }

    private static String document(SplittableRandom random) {
        StringBuilder rows = new StringBuilder();
        for (int row = 0; row < 1 + random.nextInt(3); row++) {
            rows.append(row == 0 ? "" : ",").append('[');
            for (int column = 0; column < 1 + random.nextInt(4); column++) {
                rows.append(column == 0 ? "" : ",");
                switch (random.nextInt(4)) {
                    case 0 -> rows.append(random.nextInt(100));
                    case 1 -> rows.append(random.nextInt(100)).append('.').append(1 + random.nextInt(9));
                    case 2 ->
                        rows.append('"')
                                .append((char) ('a' + random.nextInt(26)))
                                .append('"');
                    default -> rows.append(random.nextBoolean());
                }
            }
            rows.append(']');
        }
        return "{\"instances\":[" + rows + "],\"id\":\"" + random.nextInt(10) + "\"}";
    }

    private static String mutate(String text, SplittableRandom random) {
        StringBuilder mutated = new StringBuilder(text);
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
            case 0 -> mutated.setCharAt(at, "0123456789abc,[]{}\"".charAt(random.nextInt(19)));
            case 1 -> mutated.insert(at, "0123456789,[]".charAt(random.nextInt(13)));
            default -> mutated.deleteCharAt(at);
        }
        return mutated.toString();
    }

    @Property(tries = 200)
    void fieldsOfAKeyDoNotRunIntoOneAnother(@ForAll String a, @ForAll String b, @ForAll String c) {
        CacheKey two = new CacheKey.Builder().add(a).add(b + c).build();
        CacheKey other = new CacheKey.Builder().add(a + b).add(c).build();
        assertThat(two.equals(other)).isEqualTo(b.isEmpty());
    }

    @Test
    void theCacheStaysWithinItsBytesAndKeepsWhatIsAskedForOften() {
        AnswerCache cache = new AnswerCache(100_000);
        CacheKey popular = key("popular");
        cache.store(popular, answer("popular"));
        for (int i = 0; i < 10_000; i++) {
            if (i % 10 == 0) {
                assertThat(cache.find(popular, 0)).isNotNull();
            }
            CacheKey once = key("once" + i);
            cache.find(once, 0);
            cache.store(once, answer("once" + i));
            assertThat(cache.bytes()).isLessThanOrEqualTo(100_000);
        }
    }

    @Test
    void withZipfTrafficMostQuestionsAreFound() {
        AnswerCache cache = new AnswerCache(250L * 1000);
        SplittableRandom random = new SplittableRandom(5);
        Map<Integer, CacheKey> keys = new HashMap<>();
        int hits = 0;
        for (int i = 0; i < 100_000; i++) {
            int rank = (int) Math.exp(random.nextDouble() * Math.log(10_000));
            CacheKey key = keys.computeIfAbsent(rank, r -> key("q" + r));
            if (cache.find(key, 0) != null) {
                hits++;
            } else {
                cache.store(key, answer("q" + rank));
            }
        }
        // The thousand most popular of ten thousand are 75 % of the questions.
        assertThat(hits).isGreaterThan(68_000);
    }

    @Test
    void aCacheThatFindsNothingSleepsAndLooksUpWhoComesAgainOnly() {
        AnswerCache cache = asleep();
        int looked = 0;
        for (int i = 0; i < 5_000; i++) {
            looked += cache.comesAgain(fingerprint("v" + i)) ? 1 : 0;
        }
        assertThat(looked).isZero();
        assertThat(cache.comesAgain(fingerprint("v4999"))).isTrue();
        assertThat(cache.asleep()).isTrue();
    }

    @Test
    void aCacheThatSleepsWakesUpWhenOneInAHundredQuestionsIsRepeated() {
        AnswerCache cache = asleep();
        int questions = 0;
        while (cache.asleep() && questions < 20_000) {
            // Three questions in ten are those of a hundred before.
            int which = questions % 10 < 7 || questions < 105 ? questions : questions - 105;
            cache.comesAgain(fingerprint("w" + which));
            questions++;
        }
        assertThat(questions).isEqualTo(10_000);
    }

    private static AnswerCache asleep() {
        AnswerCache cache = new AnswerCache(128 << 20);
        for (int i = 0; i < 10_000; i++) {
            assertThat(cache.asleep()).isFalse();
            cache.find(key("u" + i), 0);
        }
        assertThat(cache.asleep()).isTrue();
        return cache;
    }

    private static long fingerprint(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return XxHash64.hash(bytes, 0, bytes.length, 1);
    }

    private static CacheKey key(String body) {
        return new CacheKey.Builder()
                .body(body.getBytes(StandardCharsets.UTF_8), true)
                .build();
    }

    private static StoredAnswer answer(String body) {
        return new StoredAnswer(200, List.of(), body.getBytes(StandardCharsets.UTF_8), "main", 0, 1000, 1000);
    }

    private static byte[] canonical(String document) {
        return CanonicalJson.of(document.getBytes(StandardCharsets.UTF_8));
    }
}
