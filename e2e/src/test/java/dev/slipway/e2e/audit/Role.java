package dev.slipway.e2e.audit;

import dev.slipway.e2e.cluster.Cluster;
import dev.slipway.e2e.cluster.Installation;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.RoleRef;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the installed roles allow the operator to do. */
final class Role {
    private Role() {}

    static Set<Permission> ofOperator() {
        return rules().flatMap(Permission::of).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<PolicyRule> rules() {
        var rbac = Cluster.client().rbac();
        var ofCluster = rbac.clusterRoleBindings().list().getItems().stream()
                .filter(b -> isOperator(b.getSubjects()))
                .flatMap(b -> clusterRole(b.getRoleRef()));
        var ofNamespaces = rbac.roleBindings().inAnyNamespace().list().getItems().stream()
                .filter(b -> isOperator(b.getSubjects()))
                .flatMap(b -> rbac
                        .roles()
                        .inNamespace(b.getMetadata().getNamespace())
                        .withName(b.getRoleRef().getName())
                        .require()
                        .getRules()
                        .stream());
        return Stream.concat(ofCluster, ofNamespaces);
    }

    private static Stream<PolicyRule> clusterRole(RoleRef role) {
        return Cluster.client().rbac().clusterRoles().withName(role.getName()).require().getRules().stream();
    }

    private static boolean isOperator(List<Subject> subjects) {
        return subjects.stream()
                .anyMatch(s -> "ServiceAccount".equals(s.getKind())
                        && Installation.NAMESPACE.equals(s.getNamespace())
                        && Installation.serviceAccount().equals(s.getName()));
    }
}
