package dev.slipway.featureserver.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.featureserver.config.ConfigFile;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A row is served to the last nanosecond of its ttl, as the point-in-time join takes it: both ends count. */
class TimeToLiveTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long EVENT = 1_767_312_000L * SECOND;

    @Test
    void a_row_of_exactly_its_ttl_is_present_and_a_nanosecond_later_it_is_expired() throws Exception {
        ViewPlan view = view("1h");

        assertThat(view.expired(EVENT, EVENT + 3600 * SECOND)).isFalse();
        assertThat(view.expired(EVENT, EVENT + 3600 * SECOND + 1)).isTrue();
    }

    @Test
    void a_row_of_the_future_and_a_row_without_ttl_never_expire() throws Exception {
        assertThat(view("1h").expired(EVENT, EVENT - 9 * 3600 * SECOND)).isFalse();
        assertThat(view("0s").expired(0, Long.MAX_VALUE)).isFalse();
    }

    private static ViewPlan view(String ttl) throws Exception {
        String document = "{\"redis\":{\"addresses\":[\"127.0.0.1:1\"]},\"views\":[{\"name\":\"v\",\"ttl\":\"" + ttl
                + "\",\"entities\":[],\"features\":[{\"name\":\"n\",\"type\":\"INT64\"}]}]}";
        return new Catalog(ConfigFile.parse(document.getBytes(StandardCharsets.UTF_8)))
                .view("v")
                .orElseThrow();
    }
}
