package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.audit.AuditLog;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The role of the chart is exactly what the operator needs, judged by everything that the other tests made it do. */
@Order(Integer.MAX_VALUE)
class LeastPrivilegeE2E {
    @BeforeAll
    static void the_log_is_kept() {
        assertThat(AuditLog.isKept())
                .as("an audit log: start the cluster with 'e2e/cluster/cluster up --audit'")
                .isTrue();
    }

    @Test
    void the_operator_was_refused_nothing() {
        assertThat(new AuditLog().forbidden()).isEmpty();
    }

    @Test
    void the_operator_used_every_verb_of_its_role() {
        assertThat(new AuditLog().unused())
                .as("permissions to remove from helm/slipway")
                .isEmpty();
    }
}
